# Every target sets up what it needs: Python 3.11 or newer, make and a network connection are enough.
#   make run     set up, ingest seeds/, fetch the local model, serve the page on http://127.0.0.1:7860
#   make test    set up and run every test        make test-fast   the inner loop, on every core
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_FLAGS ?=
TEST_FLAGS ?=
TRAIN_FLAGS ?=
COVERAGE_FLAGS ?=
QUICK := not slow and not browser and not local_model

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-explore coverage install install-dev screenshots lint bench bench-ingest train lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

install: $(VENV)/.installed ## set up .venv from requirements.lock
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements.lock
	@touch "$@"

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@PYTHON="$(PYTHON)" sh tools/setup.sh requirements-dev.lock
	@touch "$@"

run: install ## set up, fetch the model, ingest seeds/ and serve the page
	@$(BIN)/python -m app serve --ingest seeds $(RUN_FLAGS)

test: install-dev ## set up and run every test
	@$(BIN)/python -m pytest $(TEST_FLAGS)

test-fast: install-dev ## the tests without the slow ones, the browser and the model
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "$(QUICK)" $(TEST_FLAGS)

test-explore: install-dev ## the property tests with 1,000 new examples each: finds what the fixed ones do not
	@SANAD_TEST_EXAMPLES=$${SANAD_TEST_EXAMPLES:-1000} $(BIN)/python -m pytest -m "not browser and not local_model" --timeout=1800 $(TEST_FLAGS)

coverage: install-dev ## the tests of test-fast, with a coverage report
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "$(QUICK)" --cov --cov-report=term:skip-covered $(COVERAGE_FLAGS) $(TEST_FLAGS)

screenshots: install-dev ## take the README's pictures again (needs Chromium and SANAD_TEST_MODEL_HOME)
	@SANAD_SCREENSHOTS="$(CURDIR)/docs/images" $(BIN)/python -m pytest tests/test_end_to_end.py $(TEST_FLAGS)

lint: install-dev ## ruff (bandit's rules among its own) and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install-dev ## list the benchmarks: python -m bench NAME --help
	@$(BIN)/python -m bench --help

bench-ingest: install-dev ## ingestion speed against the tutorial pipeline
	@$(BIN)/python -m bench ingest

train: install-dev ## train the reading model: TRAIN_FLAGS="--checkpoint FILE …" (installs PyTorch)
	@$(BIN)/python -m pip install --quiet "torch>=2.9"
	@$(BIN)/python -m train $(TRAIN_FLAGS)

lock: ## renew the lock files (needs uv)
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and caches; your articles stay
	rm -rf $(VENV) .coverage coverage.xml .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
