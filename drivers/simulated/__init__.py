"""One small simulated world and the drivers that read and write it."""
