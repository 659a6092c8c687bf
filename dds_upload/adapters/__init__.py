"""Parts that are neither storage nor database: tokens, jobs, the sweeper ...

They import core only.
"""
