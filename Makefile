# The same targets by hand, before a commit and in CI. Needs make and Python 3.11 to 3.13 with venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= $(or $(DDS_HOST),127.0.0.1)
PORT   ?= $(or $(DDS_PORT),8000)
# Ctrl-C ends Python without a traceback, even while Python itself starts where env can hold it back.
QUIETLY := import runpy, signal; signal.signal(signal.SIGINT, signal.SIG_DFL)
HELD    := $(shell env --block-signal=INT true 2>/dev/null && echo env --block-signal=INT)
PIP    := $(BIN)/python -m pip --disable-pip-version-check
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup run portal screenshots test faults check format bench bench-quick clean

help: ## show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: $(VENV)/.tests ## install everything into .venv, and the foreign programs of the tests into .tools
	$(BIN)/python -m tests.services.tools
	$(BIN)/python -m tests.services.chromium

run: $(VENV)/.service ## serve on http://127.0.0.1:8000 until Ctrl-C; PORT=8080, HOST=0.0.0.0 for another address
	@$(BIN)/python -m portal.build --if-possible
	@exec $(HELD) $(BIN)/python -m dds_upload run --host "$(HOST)" --port "$(PORT)"

portal: $(VENV)/.service ## build the page that / shows into portal/dist, for production too
	$(BIN)/python -m portal.build

screenshots: $(VENV)/.tests ## take pictures of all pages into portal/screenshots
	$(BIN)/python -m tests.portal.screenshots

test: $(VENV)/.tests ## run the whole suite; ARGS="-k chunk" for a part of it
	$(BIN)/python -m pytest $(ARGS)

faults: $(VENV)/.tests ## uploads under every fault, for hours; ARGS="--tries 2 --uploads 2" for less, -k for a part
	$(BIN)/python -m pytest -m faults -n 2 tests/faults $(ARGS)

check: $(VENV)/.tests ## lint, formatting and types of Python and TypeScript, and the arrow rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd client && $(abspath $(BIN))/lint-imports
	$(BIN)/python -m portal.check

format: $(VENV)/.tests ## put code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m portal.check --write

bench: $(VENV)/.tests ## measure beside floors, in at most ten minutes; ARGS="--only postgresql" for a part
	$(BIN)/python -m benchmarks $(ARGS)

bench-quick: $(VENV)/.tests ## the main rows of that, in about a minute
	$(BIN)/python -m benchmarks --quick $(ARGS)

clean: ## remove what setup made; data in var/ stays
	rm -rf $(VENV) .tools portal/node_modules portal/dist portal/.types .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# What was not finished, by Ctrl-C or for want of python3-venv, is begun again from nothing: an
# environment holds paths of its own, so it is built where it stays and marked when it is whole.
$(VENV)/.service: requirements.txt requirements-symbols.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	  || { echo "Python 3.11 to 3.13 is needed; name one with make PYTHON=..." >&2; exit 1; }
	@if [ ! -e $@ ]; then \
	  echo "Making a virtual environment in $(VENV) ..."; \
	  rm -rf $(VENV) && $(PYTHON) -c '$(QUIETLY); runpy.run_module("venv", None, "__main__", True)' $(VENV); fi
	@echo "Installing what requirements.txt lists, with pip; this may take a minute ..."
	@rm -f $@ && $(PIP) install --quiet -r requirements.txt
	@$(PIP) install --quiet --only-binary :all: -r requirements-symbols.txt \
	  || echo "Without that package debug files are refused; all else works."
	@touch $@

$(VENV)/.tests: tests/requirements.txt $(VENV)/.service
	@echo "Installing what tests and checks need, with pip; this may take a minute ..."
	@$(PIP) install --quiet -r tests/requirements.txt
	@touch $@
