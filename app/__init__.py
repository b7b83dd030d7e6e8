"""Everything of Thenar that is neither a screen nor a device. Start at `app/README.md`."""
