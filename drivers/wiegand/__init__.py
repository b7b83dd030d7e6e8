"""Wiegand: the reader side of a door controller, on two lines of this board."""
