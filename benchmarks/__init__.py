"""Measures what a fleet of backup policies costs. Run these from the root of the checkout:

make bench                                           null resources, policies, plans and a peer, N = 10, 100 and 1000
python3 -m tools run python -m benchmarks.options   what each setting saves
python3 -m tools run python -m benchmarks.limits    fleets against a server that enforces its rate limit
python3 -m tools run python -m benchmarks.phases    where the time of a preview goes
python3 -m tools run python -m benchmarks.picture   draws the picture from saved results
python3 -m tools run python -m benchmarks.table     prints the table of docs/benchmarks.md from saved results
"""
