"""What the operator decides: settings from the environment, logging, and how gunicorn serves.

`settings.load` is the only reader of the environment; `table` names every variable of the service,
and each kind of storage handed in names its own. Only bootstrap, the command line and
gunicorn.conf.py import this package; it knows core alone.
"""
