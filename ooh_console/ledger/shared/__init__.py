"""A log on a server that desks share, and what a desk does while that server is away.

`line` keeps the connection and delivers, `outbox` holds what is not shared yet, `local_copy` what
this desk knows of the log, `away` reads the two together, and `ledger` is what the desk sees.
"""
