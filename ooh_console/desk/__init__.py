"""What a person can do and what a screen can show, with no screen in it."""
