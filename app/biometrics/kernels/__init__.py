"""The inner loops of comparing palm codes, compiled by numba and kept in its cache; nobody but `matching` calls them.

`layout` puts templates and probes into words, `screen` looks at every template, `settle` gives exact distances; `lanes`
is what they are written in: eight words side by side. All kernels release the GIL and start no thread.
"""
