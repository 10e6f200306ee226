"""Writes what follows from the inputs models: constructors, outputs, argument types, the tables in the documents.

`make generate` runs it. A fact about a field is written once, in its model. A test fails if a generated part is out of
date.
"""
