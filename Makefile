# Everything a developer does, one word each. Works with uv when it is there, with pip alone otherwise.
PYTHON ?= python3
# One more than cores on a small machine: many tests wait for a disk, a server or a screen.
WORKERS ?= 3
ARGS ?=
NIGHT ?= first-night

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)

# Asked only while there is no venv yet; afterwards its own python counts.
need-python = @test -x $(BIN)/python || \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "ooh-console needs Python 3.11 or newer, and '$(PYTHON)' is not: name another, as in make PYTHON=python3.12." >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help install run desk serve test check format bench soak lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  ARGS="..." is passed on: make run ARGS="--role control"'

install: $(STAMP) ## make .venv from the lock, with the console in it

$(STAMP): requirements.lock pyproject.toml
	$(need-python)
ifneq ($(UV),)
	@test -x $(BIN)/python || { rm -rf $(VENV) && \
		$(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); }
	$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@# A venv that uv made has no pip, and is made anew.
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

run: $(STAMP) ## play an exercise (NIGHT=first-night, or another of config/exercises)
	@$(BIN)/ooh-console exercise $(NIGHT) $(ARGS)

desk: $(STAMP) ## open the console
	@$(BIN)/ooh-console $(ARGS)

serve: $(STAMP) ## open the console in a browser
	@$(BIN)/ooh-console serve $(ARGS)

test: $(STAMP) ## run the tests
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal --ignore=tests/benchmarks tests $(ARGS)

check: $(STAMP) ## format, lint, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP) ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## measure
	@$(BIN)/python -m tests.benchmarks $(ARGS)

soak: $(STAMP) ## run the tests that take long
	@$(BIN)/pytest -m soak --timeout 0 tests $(ARGS)

# Without index addresses, so that the lock serves whichever registry or mirror a place uses.
# ARGS=--upgrade takes newer versions; otherwise the locked ones stay where they still fit.
lock: ## make requirements.lock again (ARGS=--upgrade for newer versions)
	$(need-python)
	@uv="$(UV)"; \
	if [ -z "$$uv" ]; then \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check uv; \
		uv=$(BIN)/uv; \
	fi; \
	$$uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		$(ARGS) -o requirements.lock pyproject.toml

clean: ## remove the venv and everything that was made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis snapshot_report.html
	find ooh_console tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
