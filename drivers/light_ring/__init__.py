"""A ring of lights on a serial line."""
