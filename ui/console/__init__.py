"""The administrator's console: Qt Widgets over the books of `app.ports.oversight`. Start at `window.py`."""
