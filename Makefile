# Two targets do all set-up: they need Python 3.10 or newer with venv, pip and make; `make test` also apt-get.
#
#   make demo    converts an example application, no server needed
#   make test    every check: style, types, layers, all tests against real database servers

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint format clean

demo: $(VENV)/demo.stamp
	$(BIN)/python tools/demo.py

test: lint $(VENV)/servers.stamp
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/black --quiet .

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo.stamp: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[demo]'
	touch $@

$(VENV)/test.stamp: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[test,lint]'
	touch $@

$(VENV)/servers.stamp: $(BIN)/python tools/install_servers.sh
	sh tools/install_servers.sh
	touch $@
