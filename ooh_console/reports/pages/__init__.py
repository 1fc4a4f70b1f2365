"""A PDF of any length in little memory: set piece by piece, and joined to one file."""
