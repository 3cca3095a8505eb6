"""What stands on this machine: the files of the product, its commit, its packages and its definitions."""
