"""What the operations of the control plane do: one function each. Start at `perform.py`."""
