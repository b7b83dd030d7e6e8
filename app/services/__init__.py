"""What the operations do: decide, change and record, in one transaction."""
