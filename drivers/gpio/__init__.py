"""A board's own lines, through the kernel's GPIO character device."""
