"""Every command anyone can give: one typed row each. Start at `registry.py`."""
