"""The picture of the real screen in the README. `python -m tests.picture` draws it again."""
