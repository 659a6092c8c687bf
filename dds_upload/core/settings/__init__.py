"""How settings are read from an environment; no single setting is known here.

`parsing` and `addresses` turn a variable's text into a value, a row of `rows` describes one
variable, and `reading` reads rows and keeps every fault. The service's own settings (config) and
each kind of storage (providers) use these, and do not know each other.
"""
