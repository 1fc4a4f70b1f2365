"""What a person fills in: each dialog saves by itself and closes once that is on disk."""
