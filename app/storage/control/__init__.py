"""The control plane's rows. What is searched for is a column of its own; everything else of a row is sealed."""
