"""Sets up this checkout and runs its demonstration stack, with only Python's standard library.

The Makefile calls it. `python3 -m tools help`, in the root of the checkout, lists the commands.
"""
