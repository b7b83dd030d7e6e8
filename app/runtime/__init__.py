"""The only threads: capture, the flow runner and what it asks of the world."""
