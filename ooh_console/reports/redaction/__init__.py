"""A night in which nobody can be recognised by name, number, place or date, for learning events."""
