"""Scripted nights: agencies played on loopback servers, and what the desk is expected to do.

A scenario file is read by `scenario_file.py`. `agency_side.py` says what each agency holds at a
minute of the night, `servers.py` is the child process that serves it, `process.py` starts and
stops that. `headless.py` plays the desk side too, and holds every step against the script.
"""
