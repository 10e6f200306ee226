"""One HTTP client for all vendors. It imports no Pulumi and knows no resource.

    client                  one account: its server, credential, connections and cache
    api_call                the requests of one operation: retries, one deadline, pages, errors
    retry, retry_policy     whether and when to retry; for how long
    rate_limit              when the next request may be sent
    collection              a cached list of objects
    creation                create an object exactly once
    polling                 wait for something slow
    json_body, parse        from a body to a typed object
    errors, paths           why a request failed; URL paths from ids and names
    certificates, absent    load the certificates once; import httpx without its command line
    clock, durations        the time; durations in words

Import `client` only when a request is about to be sent: importing httpx takes longer than importing all else here.
"""
