"""How connections become requests, so that who is slow stops nobody; the worker class of gunicorn.

Outside of this room only those know gunicorn that configure and start it: its configuration file,
the access log, the command `serve`. The application sees of it one object a request, the lane
(`lanes.LANE`), and works without.
"""
