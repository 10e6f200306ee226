"""Sets up this checkout and runs its demonstration stack, with nothing but Python's standard library.

`python3 -m tools help`, from the root of the checkout, names what it can do; the Makefile calls it.
"""
