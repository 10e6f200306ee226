"""Writes what follows from the inputs models: constructors, outputs, argument types, the README's tables.

`make generate` runs it. A fact about a field stands once, in its model; a test fails if something here is out of date.
"""
