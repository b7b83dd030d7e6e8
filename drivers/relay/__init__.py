"""A relay board over RS-485: the terminal itself decides and closes a contact."""
