"""One HTTP client for every vendor. It imports no Pulumi and knows no resource.

Import its modules where a request is about to be sent, not before: httpx costs a program's start more than all
the rest of this package.
"""
