"""How connections become requests, so that who is slow stops nobody; the worker class of gunicorn.

Nobody outside of this room knows gunicorn but its configuration file. The application sees of it
one object a request, the lane (`lanes.LANE`), and works without.
"""
