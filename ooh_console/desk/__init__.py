"""What a person can do and what a screen can show: the headless core under every face."""
