# tools/commands.py says what each command does. This file only names the targets.
PYTHON ?= python3
ARGS ?=
tools = "$(PYTHON)" -m tools
compile = $(tools) run uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help up preview refresh drift database destroy unlock setup test test-faults bench generate lint audit emulator stop env clean lock python
.NOTPARALLEL:

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

up: python ## set up, start the emulator, and run pulumi up on the demonstration stack
	@$(tools) up $(ARGS)
preview: python ## show what make up would change
	@$(tools) preview $(ARGS)
refresh: python ## detect drift: read the remote state into Pulumi's state
	@$(tools) refresh $(ARGS)
drift: python ## change a policy in the emulator, without Pulumi
	@$(tools) drift "planetscale/policies?required=false" retention_value
database: python ## create a database in the emulator, without Pulumi
	@$(tools) seed '{"planetscale": {"organizations": {"acme": {"databases": {"ledger": {"kind": "postgresql"}}}}}}'
destroy: python ## delete every resource of the demonstration stack
	@$(tools) destroy $(ARGS)
unlock: python ## remove the lock that a killed run left on the stack
	@$(tools) unlock

setup: python ## create the virtual environment, and find or install the Pulumi CLI
	@$(tools) setup
# Three workers for two cores: the tests on the real engine often wait for other processes.
test: python ## run the tests, many of them on the real Pulumi engine
	@$(tools) run python -m pytest -n 3 --dist worksteal $(ARGS)
test-faults: python ## run at full size what takes long: faults, random lives, the engine; print the figures
	@FAULTS=full $(tools) run python -m pytest -n 2 --dist worksteal tests/faults tests/lives tests/engine \
		tests/benchmarks tests/newvendor tests/cli/test_audit_year.py $(ARGS)
	@$(tools) run python -m tests.faults.figures
bench: python ## measure the cost of a fleet: print a table, write JSON and a picture
	@$(tools) run python -m benchmarks $(ARGS)
generate: python ## write constructors, outputs and tables of inputs from the inputs models
	@$(tools) run python -m tools.generate $(ARGS)
lint: python ## run ruff and mypy
	@$(tools) run ruff check .
	@$(tools) run ruff format --check .
	@$(tools) run mypy
audit: python ## compare the installed packages with the lock file, and look for known vulnerabilities
	@$(tools) audit $(ARGS)
emulator: python ## run the emulator of both vendors in the foreground
	@$(tools) emulator
stop: python ## stop the emulator that make up started
	@$(tools) stop
env: python ## print export lines for a shell: eval "$(make -s env)"
	@$(tools) env
clean: python ## stop the emulator, and remove everything that was created in this checkout
	@$(tools) clean
lock: python ## update the lock files; ARGS=--upgrade takes the newest versions
	@$(compile) --all-extras --group dev pyproject.toml -o requirements.lock
	@$(compile) tools/go.in -o tools/go.lock
	@$(compile) tools/audit.in -o tools/audit.lock

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "There is no Python named \"$(PYTHON)\" on PATH. Python 3.11 or newer is required." \
			"If yours has another name, give that name: make up PYTHON=python3.12" >&2; exit 1; }
