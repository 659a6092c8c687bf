"""Real servers and clients for the tests: Swift, Keystone, PostgreSQL and the DukeDSClient.

Nothing in here is a stand-in. Each module starts an unmodified foreign program from a pinned
virtual environment of its own, on loopback, below a folder of the caller, and ends it again.
It must not import the service it helps to test, nor any module of the programs it starts.
"""
