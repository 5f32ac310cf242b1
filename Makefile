# make demo: install, build the graph, answer some questions, write the report.   make test: lint and all tests that need only pip.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint test-system bench bench-links approve docs clean

demo: .venv/installed
	$(BIN)/plangraph build
	$(BIN)/plangraph query plans
	$(BIN)/plangraph query framework-coverage --plan kashiwa-plan-5
	$(BIN)/plangraph query department-collaboration --plan kashiwa-plan-5
	$(BIN)/plangraph query program-overlap --plan kashiwa-plan-5
	$(BIN)/plangraph report -o out/report
	@echo "out/report/index.html をブラウザーで開いてください。 / Open out/report/index.html in a browser."

test: .venv/developer lint
	$(BIN)/pytest -n auto --dist worksteal

lint: .venv/developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-system: .venv/developer
	$(BIN)/pytest -m system

bench: .venv/developer
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/check_workbook.py

bench-links: .venv/developer
	$(BIN)/python benchmarks/links.py $(if $(TEXTS),--texts $(TEXTS))

approve: .venv/developer
	PLANGRAPH_APPROVE=1 $(BIN)/pytest

docs: .venv/developer
	$(BIN)/python docs/rooms.py --pages
	$(BIN)/python -m plangraph.render.rule_pages
	$(BIN)/python -m plangraph.check.messages
	$(BIN)/python -c 'from plangraph.store import catalogue; print(catalogue.exported(), end="")' > queries/dist/questions.ttl

clean:
	rm -rf .venv out dist

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 以上を入れてください。 / Please install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python の venv がありません。Debian や Ubuntu では python3-venv を入れてください。 / Python's venv is missing: on Debian or Ubuntu install python3-venv."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fast]' || $(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/developer: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
