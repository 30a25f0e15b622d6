# Commands of the project; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SETTINGS ?= cms.settings.dev
PYTEST_WORKERS ?= 2
# Coverage is measured in CI; elsewhere it is asked for: make test COVERAGE=1
COVERAGE ?=
export PYTHONUNBUFFERED := 1

.PHONY: help install install-dev run demo test test-postgresql test-fast lint check-content format messages lock bench screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@echo "==> Environment in $(VENV)"
	$(PYTHON) -m venv $(VENV)

# The lists are whole, which `pip check` confirms: nothing is looked for beside them.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "==> Packages the platform runs on"
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "==> Packages for tests and checks"
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes --no-deps -r requirements-dev.txt
	@$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

$(VENV)/.analysis: search/analysis/preparing.py $(VENV)/.runtime
	@echo "==> Dictionaries of the language analysis (once, one to two minutes)"
	$(BIN)/python -m search.analysis
	@touch $@

install: $(VENV)/.analysis ## Environment with what the platform runs on
	@$(BIN)/python manage.py compile_catalogs --settings=$(SETTINGS)

install-dev: $(VENV)/.dev install ## The same with what tests and checks need

run: install ## Set everything up and serve on http://127.0.0.1:8000 (PORT=… for another)
	@echo "==> Database"
	@mkdir -p "$${DATA_DIR:-var}"
	@$(BIN)/python manage.py migrate --settings=$(SETTINGS) --verbosity 1 | tail -n 3
	@echo "==> Site and demo"
	@$(BIN)/python manage.py setup_site --settings=$(SETTINGS)
	@$(BIN)/python manage.py load_demo --settings=$(SETTINGS)
	@echo "==> Serving on http://127.0.0.1:$(PORT)/en/ (stop with Ctrl-C); editors: http://127.0.0.1:$(PORT)/admin/"
	@$(BIN)/python manage.py run_due --every 60 --with-parent --settings=$(SETTINGS) & exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT) --settings=$(SETTINGS) --noreload

test: install-dev ## All tests
	@echo "==> Tests"
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder --durations=15 $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

test-postgresql: install-dev ## All tests but the browser's on a PostgreSQL of their own
	@echo "==> Tests on PostgreSQL"
	@$(BIN)/python -m tests.on_postgres -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder --durations=10

test-fast: install-dev ## Tests without the browser
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -m "not browser"

lint: install-dev ## Style, types, templates, migrations, room order, our own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files --cached --others --exclude-standard '*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run --settings=cms.settings.test
	$(BIN)/python -m tests.lint_rules
	$(BIN)/python -m tests.catalogues

check-content: install-dev ## Language, terms and length of each translated segment of the demo
	@$(BIN)/python manage.py check_content --settings=$(SETTINGS)

format: install-dev ## Format code and templates
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files --cached --others --exclude-standard '*.html')

messages: install-dev ## Extract texts for translation
	$(BIN)/python manage.py makemessages --all --no-wrap --no-location --settings=$(SETTINGS) --ignore=.venv --ignore=var --ignore=node_modules --ignore=tests

lock: ## Write the hash-locked requirements anew from pyproject.toml
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.txt

bench: install-dev ## Measurements, printed as ratios of one run
	@for script in tests/bench/bench_*.py; do echo "==> $$script"; $(BIN)/python -m tests.bench.$$(basename $$script .py); done

screenshots: install-dev ## Pictures of the demo in docs/screenshots/
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove what the commands made (environment, database, uploads)
	rm -rf $(VENV) var static-collected
