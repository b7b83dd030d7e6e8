"""What Thenar needs from the world: one Protocol a file. Implementations live in `drivers` and `app.storage`."""
