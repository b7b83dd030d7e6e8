"""The only SQL, and the vault that holds the keys."""
