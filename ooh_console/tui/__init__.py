"""The terminal screens, drawn from the desk."""
