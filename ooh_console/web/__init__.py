"""The same desk in a browser: one console a visit, behind a page, bound to loopback by default.

It knows nothing of incidents. It starts consoles, passes keys and drawing on, and guards the door.
"""
