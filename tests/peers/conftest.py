"""These scripts run in an environment of their own; here their imports would find nothing, or another library."""

collect_ignore = ["osdp_panel.py", "action_table.py"]
