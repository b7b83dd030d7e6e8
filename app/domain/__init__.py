"""Plain values and rules of palm access. Imports the standard library only."""
