"""What a Linux kernel says of the machine."""
