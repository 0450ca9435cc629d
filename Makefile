# `make demo` and `make test` work on a fresh machine: each makes .venv and installs what it needs.
# Needs Python 3.11 or newer; name one with `make PYTHON=/path/to/python3 demo`.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SCENARIO ?= scenarios/startup_vs_big_company.yaml
CANDIDATES := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python

.PHONY: help demo test lint types contracts check verify mutants bench notebooks docs pictures format clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run ## run the main scenario and write its report
	$(BIN)/orgsim run $(SCENARIO) --overwrite

# A process for each core: threads beside them would only wait for each other.
test verify: export OPENBLAS_NUM_THREADS := 1

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal

lint: $(VENV)/.dev ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## static types
	$(BIN)/mypy

contracts: $(VENV)/.dev ## which room may import which
	$(BIN)/lint-imports

check: lint types contracts test ## everything a change must pass

verify: $(VENV)/.dev ## textbook models against their exact answers, a published one against its numbers
	$(BIN)/orgsim verify
	$(BIN)/python -m pytest -q --numprocesses auto -m published tests/analytic

mutants: $(VENV)/.dev ## put deliberate faults into copies, and see which check catches each
	PYTHONPATH=tests $(BIN)/python -m mutants

bench: $(VENV)/.dev ## how fast, against what
	$(BIN)/python -m benchmarks

notebooks: $(VENV)/.dev ## bring the notebooks and their paired scripts in step, and run them
	$(BIN)/jupytext --sync notebooks/*.ipynb
	$(BIN)/python -m pytest -q --nbmake notebooks

docs: $(VENV)/.dev ## renew what the documentation quotes: references, and what commands print
	$(BIN)/orgsim schema --markdown -o docs/scenario_reference.md
	$(BIN)/orgsim schema --tables -o docs/tables_reference.md
	PYTHONPATH=tests $(BIN)/python -m documented

pictures: $(VENV)/.dev ## renew the pictures of the README; needs Chromium
	$(BIN)/orgsim run scenarios/startup_vs_big_company.yaml -o results/startup_vs_big_company --overwrite
	$(BIN)/orgsim compare scenarios/big_company.yaml scenarios/annual_cycle.yaml scenarios/up_or_out.yaml \
	  -o results/promotion_policies --overwrite
	$(BIN)/orgsim plot results/startup_vs_big_company level_mix time_to_promotion --format svg -o docs/pictures
	$(BIN)/orgsim plot results/promotion_policies differences --format svg -o docs/pictures

format: $(VENV)/.dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what make made, except results/
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says that the installation matches pyproject.toml and constraints.txt.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.run

$(BIN)/python:
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "making $(VENV) with $$("$$python" --version)"; \
	    exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found (tried: $(strip $(CANDIDATES)))." >&2; \
	echo "Install one (Debian and Ubuntu: apt-get install python3 python3-venv) or name it:" >&2; \
	echo "  make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	exit 1
