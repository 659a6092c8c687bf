# The same targets by hand, before a commit and in CI. Needs make and Python 3.11 to 3.13 with venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format clean

help: ## show this
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(VENV)/.tests ## install everything into .venv, and the foreign programs of the tests into .tools
	$(BIN)/python -m tests.services.tools

run: $(VENV)/.service ## serve on http://127.0.0.1:$(PORT) until Ctrl-C; PORT=8080 for another port
	DDS_PORT=$(PORT) exec $(BIN)/python -m dds_upload run

test: $(VENV)/.tests ## run the whole suite; ARGS="-k chunk" for a part of it
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.tests ## ruff, formatting, types and the arrow rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tests ## put code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what setup made; data in var/ stays
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	  || { echo "Python 3.11 to 3.13 is needed; name one with make PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.service: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.tests: tests/requirements.txt requirements-symbols.txt $(VENV)/.service
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@
