"""Colours, sizes and fonts: one token file."""
