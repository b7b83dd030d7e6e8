"""The generated pages of the manual: what the code already knows, written out for people. Pure but for `checkout`."""
