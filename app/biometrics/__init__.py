"""From pixels to a template and a score. Pure: no file, clock, network, global or Qt. Start at `pipeline.py`."""
