"""The operator's decisions: settings from the environment, logging, and how gunicorn serves.

`settings.load` is the only reader of settings. `table` names every variable of the service; each
kind of storage names its own and is given to `load`. Only bootstrap, the command line and
gunicorn.conf.py import this package; it imports core alone.
"""
