"""Badge readers that send lines over a serial port."""
