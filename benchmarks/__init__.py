"""What a fleet costs, from the root of the checkout:

make bench                                           null stacks and ours, N = 10, 100 and 1000
python3 -m tools run python -m benchmarks.options   what can be set, and what it saves
python3 -m tools run python -m benchmarks.limits    fleets against a server that enforces its rate limit
python3 -m tools run python -m benchmarks.picture   draws the picture anew from a file of results
"""
