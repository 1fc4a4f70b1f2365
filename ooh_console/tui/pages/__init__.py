"""What a person reads in full: one screen each, Esc goes back."""
