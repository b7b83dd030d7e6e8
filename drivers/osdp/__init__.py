"""An OSDP peripheral device: the reader side of a door controller."""
