"""The only HTTP: who may speak to this server, in what form, and what it answers."""
