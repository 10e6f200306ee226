# What each target does is in tools/commands.py; here are only their names.
PYTHON ?= python3
ARGS ?=
tools = "$(PYTHON)" -m tools

.DEFAULT_GOAL := help
.PHONY: help up preview refresh drift destroy unlock setup test test-faults bench lint audit emulator stop env clean lock python
.NOTPARALLEL:

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

up: python ## set up, start the emulator, pulumi up the demonstration stack
	@$(tools) up $(ARGS)
preview: python ## show what make up would change
	@$(tools) preview $(ARGS)
refresh: python ## find drift: bring the state to what is really there
	@$(tools) refresh $(ARGS)
drift: python ## edit a policy in the emulator behind Pulumi's back
	@$(tools) drift
destroy: python ## delete every resource of the demonstration stack
	@$(tools) destroy $(ARGS)
unlock: python ## remove the lock that a killed run has left
	@$(tools) unlock

setup: python ## make the virtual environment, find or install the Pulumi CLI
	@$(tools) setup
test: python ## run the whole test suite, the tests on the real engine included
	@$(tools) run python -m pytest -n 2 --dist worksteal $(ARGS)
test-faults: python ## run the fault and crash suite at its full size, then print the README's figures
	@FAULTS=full $(tools) run python -m pytest -n 2 --dist worksteal tests/faults $(ARGS)
	@$(tools) run python -m tests.faults.figures
bench: python ## measure what a fleet costs: prints a table, writes JSON and a picture
	@$(tools) run python -m benchmarks $(ARGS)
lint: python ## ruff and mypy
	@$(tools) run ruff check .
	@$(tools) run ruff format --check .
	@$(tools) run mypy
audit: python ## check that all is as it is pinned, and ask for known vulnerabilities where that can be asked
	@$(tools) audit $(ARGS)
emulator: python ## run the emulator of both vendors in the foreground
	@$(tools) emulator
stop: python ## stop the emulator that make up left running
	@$(tools) stop
env: python ## print export lines: eval "$(make -s env)"
	@$(tools) env
clean: python ## stop the emulator, remove all that was made in this checkout
	@$(tools) clean
lock: python ## write the lock files anew; ARGS=--upgrade takes the newest versions
	@$(tools) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--group dev pyproject.toml --custom-compile-command "make lock" -o requirements.lock
	@$(tools) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
		tools/go.in --custom-compile-command "make lock" -o tools/go.lock
	@$(tools) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
		tools/audit.in --custom-compile-command "make lock" -o tools/audit.lock

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "There is no $(PYTHON) on PATH. This needs Python 3.11 or newer; if it has another name," \
			"say which: make up PYTHON=python3.12" >&2; exit 1; }
