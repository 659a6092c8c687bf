"""The whole service in a test's process: settings, databases, a user, and a client for it.

The fixtures, from cheap to dear; a test takes the first that can show what it is about:

- none: a rule of core is judged by calling it.
- `wire` and `wire_project`: a service that all tests share, for what no database can change.
- `sqlite_url` and what is made of it: a copy of a migrated file, for what is the same on any
  database; a folder says so by a `database_url` of its own.
- `lab`, `api`, `project`, `rows`: once on SQLite and once on PostgreSQL, for what is asked of a
  database. PostgreSQL has one for each worker process, which every test finds as it was migrated.
- `empty_url`: a database of each kind without any table, for migrations.
- `tests/e2e/`: processes, for what only they can show. They take seconds to start.
"""
