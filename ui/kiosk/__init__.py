"""The terminal's window, in Qt Quick."""
