"""What a person sees next, as tables. Pure: no Qt, no I/O, no thread, no clock. Start at `access.py`."""
