"""What the control plane needs from its store, one file an area. Start at `transaction.py`."""
