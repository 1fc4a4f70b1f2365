"""The rules of the night: facts, entries, state and alarms. Pure: no input or output, no clock."""
