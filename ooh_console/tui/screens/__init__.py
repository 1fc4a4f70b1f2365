"""The screens that a person works on."""
