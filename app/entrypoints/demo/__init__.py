"""`thenar demo`: the main job on simulated hardware. Start at `main.py`."""

from app.entrypoints.demo.main import add_arguments, main

__all__ = ["add_arguments", "main"]
