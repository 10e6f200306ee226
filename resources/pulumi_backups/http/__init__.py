"""One HTTP client for every vendor. It imports no Pulumi and knows no resource.

    client    the account: connections, credential, server
    operation one thing that a person asked for: retries, deadline, pages, errors as sentences
    retry, patience, gate                 whether and when to send again; how long; the rate limit as a budget
    collection, creation, polling         listing once; creating once; waiting
    bodies, answers, errors, paths        what comes back, what goes wrong, where to

Import `client` where a request is about to be sent, not before: httpx costs a program's start more than all the rest
of this package.
"""
