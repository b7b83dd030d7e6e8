"""The simulated world as a window beside the kiosk."""
