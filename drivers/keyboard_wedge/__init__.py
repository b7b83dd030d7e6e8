"""Badge readers that type like a keyboard."""
