# What each target does is in engine/commands.py; here are only their names.
PYTHON ?= python3
ARGS ?=
engine = "$(PYTHON)" -m engine

.DEFAULT_GOAL := help
.PHONY: help up preview refresh drift destroy unlock setup test test-faults bench lint audit emulator stop env clean lock python
.NOTPARALLEL:

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

up: python ## set up, start the emulator, pulumi up the demonstration stack
	@$(engine) up $(ARGS)
preview: python ## show what make up would change
	@$(engine) preview $(ARGS)
refresh: python ## find drift: bring the state to what is really there
	@$(engine) refresh $(ARGS)
drift: python ## edit a policy in the emulator behind Pulumi's back
	@$(engine) drift
destroy: python ## delete every resource of the demonstration stack
	@$(engine) destroy $(ARGS)
unlock: python ## remove the lock that a killed run has left
	@$(engine) unlock

setup: python ## make the virtual environment, find or install the Pulumi CLI
	@$(engine) setup
test: python ## run the whole test suite, the tests on the real engine included
	@$(engine) run python -m pytest -n 2 --dist worksteal $(ARGS)
test-faults: python ## run the fault and crash suite at its full size, then print the README's figures
	@FAULTS=full $(engine) run python -m pytest -n 2 --dist worksteal tests/faults $(ARGS)
	@$(engine) run python -m tests.faults.figures
bench: python ## measure what a fleet costs: prints a table, writes JSON and a picture
	@$(engine) run python -m benchmarks $(ARGS)
lint: python ## ruff and mypy
	@$(engine) run ruff check .
	@$(engine) run ruff format --check .
	@$(engine) run mypy
audit: python ## check that all is as it is pinned, and ask for known vulnerabilities where that can be asked
	@$(engine) audit $(ARGS)
emulator: python ## run the emulator of both vendors in the foreground
	@$(engine) emulator
stop: python ## stop the emulator that make up left running
	@$(engine) stop
env: python ## print export lines: eval "$(make -s env)"
	@$(engine) env
clean: python ## stop the emulator, remove all that was made in this checkout
	@$(engine) clean
lock: python ## write the lock files anew; ARGS=--upgrade takes the newest versions
	@$(engine) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--group dev pyproject.toml --custom-compile-command "make lock" -o requirements.lock
	@$(engine) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
		engine/go.in --custom-compile-command "make lock" -o engine/go.lock
	@$(engine) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
		engine/audit.in --custom-compile-command "make lock" -o engine/audit.lock

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "There is no $(PYTHON) on PATH. This needs Python 3.11 or newer; if it has another name," \
			"say which: make up PYTHON=python3.12" >&2; exit 1; }
