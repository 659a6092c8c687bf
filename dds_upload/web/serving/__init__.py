"""How connections become requests, so that a slow client blocks no other; gunicorn's worker class.

Outside of this room only code that configures and starts gunicorn knows it: its configuration file,
the access log, the command `serve`. The application gets one object for each request, the lane
(`lanes.LANE`), and works without it.
"""
