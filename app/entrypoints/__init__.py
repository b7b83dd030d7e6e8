"""Composition roots: each builds a whole program and holds no rule of its own."""
