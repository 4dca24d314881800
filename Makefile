# MLPViz. `make run` and `make test` do all the set-up by themselves.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test bench lint clean

help:
	@echo "make run     open MLPViz on an example (without a display: draw it into out/)"
	@echo "make test    run the tests"
	@echo "make bench   measure the speed of training and drawing"
	@echo "make lint    ruff, pyright and the import contracts"
	@echo "make setup   only make .venv and check the system's libraries"
	@echo "make clean   remove what builds and tests left behind (not .venv)"

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "MLPViz needs Python 3.11 to 3.13; $(PYTHON) was not found." >&2; exit 1; }
.PHONY: python

setup: python
	@$(PYTHON) tools/set_up.py test
	@$(VENV_PYTHON) tools/check_qt.py

setup-dev: python
	@$(PYTHON) tools/set_up.py dev

run: setup
	@$(VENV_PYTHON) main.py --run-example

test: setup
	@$(VENV_PYTHON) tools/check_qt.py --window-tests
	@$(VENV_PYTHON) -m pytest

bench: setup
	@for bench in tests/benchmarks/bench_*.py; do \
	    $(VENV_PYTHON) -m tests.benchmarks.$$(basename $$bench .py) || exit 1; done

lint: setup-dev
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -m pyright
	@.venv/bin/lint-imports

clean:
	rm -rf build dist out htmlcov *.egg-info .coverage .coverage.* \
	  .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find main.py mlpviz tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
