# Works on a machine with Python >= 3.10, git and make: everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
READY := .venv/ready

.PHONY: setup demo test lint types lexicons

setup: $(READY)

# What users need; what developers need on top of it (Spark, Ray, a browser's driver) takes minutes.
$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $(INSTALLED)

$(READY): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

demo: $(INSTALLED)
	$(BIN)/zhquality check examples/spun-news.txt || true
	$(BIN)/zhquality restore examples/spun-news.txt
	$(BIN)/zhquality clean --diff examples/spun-news.txt || true
	$(BIN)/zhquality check examples/clean-craft.txt

# A file's tests stay together: they share what is costly to make. Each process holds the model, and Spark or Ray beside it.
test: $(READY) lint types lexicons
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

lexicons: $(READY)
	$(BIN)/zhquality lexicon check
	$(BIN)/python benchmarks/derive_patterns.py
