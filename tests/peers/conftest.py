"""The panel's script runs in an environment of its own; here its imports would find another library of that name."""

collect_ignore = ["osdp_panel.py"]
