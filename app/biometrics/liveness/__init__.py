"""Is this a living hand, or a picture of one? Start at `judge`; what it can and cannot tell is in the manual."""
