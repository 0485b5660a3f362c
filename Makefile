# What a person types. Each target sets up what it needs from pinned versions first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: bench-anchors bench-build bench-doubles bench-extraction bench-search clean format fuzz help lint lock serve site template test

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

site: $(VENV)/.ready  ## convert what lies under saved/ and build the site into site/
	$(BIN)/fumikura add saved
	$(BIN)/fumikura build --strict

serve: $(VENV)/.ready  ## read the archive at home, private articles included
	$(BIN)/fumikura serve

test: $(VENV)/.ready-dev  ## the tests
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/.ready-dev node_modules/.ready  ## formatter, linters and type checkers
	$(BIN)/ruff format --check scripts tests benchmarks
	$(BIN)/ruff check scripts tests benchmarks
	$(BIN)/mypy
	npm run --silent lint

format: $(VENV)/.ready-dev node_modules/.ready  ## put the code into its standard form
	$(BIN)/ruff format scripts tests benchmarks
	$(BIN)/ruff check --fix-only scripts tests benchmarks
	npm run --silent format

template: $(VENV)/.ready  ## write template/ anew, from what `fumikura init` writes
	$(BIN)/python tests/write_template.py

fuzz: $(VENV)/.ready-dev  ## hostile issues and front matter, for as long as ARGS says
	$(BIN)/python tests/fuzz.py $(ARGS)

bench-anchors: $(VENV)/.ready  ## how well annotations find their passages again
	$(BIN)/python benchmarks/anchors.py $(ARGS)

bench-build: $(VENV)/.ready-dev  ## what a build costs, beside other engines
	$(BIN)/python benchmarks/build.py $(ARGS)

bench-doubles: $(VENV)/.ready  ## which texts are taken for one, and what finding them costs
	$(BIN)/python benchmarks/doubles.py $(ARGS)

bench-extraction: $(VENV)/.ready  ## how much of a saved page's article is kept, beside other extractors
	$(BIN)/python benchmarks/extraction.py $(ARGS)

bench-search: $(VENV)/.ready-dev  ## what is found in how much text, how soon, at what cost, beside other engines
	$(BIN)/python benchmarks/search.py $(ARGS)

lock: $(VENV)/.ready-dev  ## pin all versions anew
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra cluster --extra pdf --group build --group dev $(LOCK) -o requirements-dev.lock
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade

$(VENV)/.python:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/.python
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml | $(VENV)/.python
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.ready

node_modules/.ready: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

clean:  ## remove what was built, not what was installed
	rm -rf site .site-* .fumikura build dist .cache
