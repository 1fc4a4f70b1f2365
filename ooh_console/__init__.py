"""The out-of-hours incident command console."""
