"""Software on a terminal's disk and in a repository: bundles, versions side by side, signed records."""
