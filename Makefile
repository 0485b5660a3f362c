# What a person types. Each target sets up what it needs from pinned versions first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: admin bench-anchors bench-build bench-doubles bench-extraction bench-search clean format fuzz help lint lock package serve site template test

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

site: $(VENV)/.ready  ## convert what lies under saved/ and build the site into site/
	$(BIN)/fumikura add saved
	$(BIN)/fumikura build --strict

serve: $(VENV)/.ready  ## read the archive at home, private articles included
	$(BIN)/fumikura serve

# Tests start many processes, each of which would compile all of ours where what was compiled is not kept.
test: $(VENV)/.ready-dev node_modules/.ready-admin  ## the tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

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

# Decap CMS without the 400 MB that it would be built from: one file of it is used, and that one is whole.
DECAP := 3.16.3
DECAP_SHA512 := 85ff9d3e50a1ed32665a5f3ee954731d839686b8b9c605249eb65b0dec1a59ee2cf41ef127c3d0ba0a7640779295d3142b36afebecf4a08a7051885424362d63

admin: node_modules/.ready-admin  ## fetch Decap CMS for the forms under /admin/

node_modules/.ready-admin: Makefile node_modules/.ready
	npm pack --silent decap-cms@$(DECAP) --pack-destination node_modules >/dev/null
	echo "$(DECAP_SHA512)  node_modules/decap-cms-$(DECAP).tgz" | sha512sum --check --quiet
	mkdir -p node_modules/decap-cms
	tar -xzf node_modules/decap-cms-$(DECAP).tgz -C node_modules/decap-cms --strip-components=1 \
		package/package.json package/dist/decap-cms.js package/dist/decap-cms.js.LICENSE.txt
	rm node_modules/decap-cms-$(DECAP).tgz
	@touch $@

package: $(VENV)/.ready-dev node_modules/.ready-admin  ## a wheel with all that it needs, into dist/
	FUMIKURA_ADMIN=1 $(BIN)/python -m hatchling build -t wheel

clean:  ## remove what was built, not what was installed
	rm -rf site .site-* .fumikura build dist .cache
