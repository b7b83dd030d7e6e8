"""The only hardware. A folder is a technology, a file the port that it provides."""
