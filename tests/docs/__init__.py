"""The documents say what is true: settings, paths and commands in them are checked."""
