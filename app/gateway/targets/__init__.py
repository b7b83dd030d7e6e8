"""Takes events to where they should go, one module a kind. `reach` says which addresses may be reached."""
