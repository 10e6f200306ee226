"""What a fleet costs; run with `make bench`."""
