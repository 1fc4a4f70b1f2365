"""What a screen shows, as lines of words: the same for the terminal, the command line and files."""
