# Two commands on a fresh machine with Python 3.11 or later, git and make:
#   make demo   sets everything up and shows a ranked shortlist
#   make test   sets everything up, lints, types, checks the import contract and runs the tests

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

.PHONY: demo test lint docs bench soak sentences schemas clean

demo: $(STAMP)
	$(BIN)/aidmatch rank studio-brumequille
	@echo
	$(BIN)/aidmatch explain studio-brumequille media-devvgim-2027

test: $(STAMP) lint
	$(BIN)/python -m pytest -n 2 -q

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The longer rounds of the property tests.
soak: $(STAMP)
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 -q

docs: $(STAMP)
	$(BIN)/python tools/pages.py
	$(BIN)/python tools/law.py

sentences: $(STAMP)
	$(BIN)/python tools/sentences.py

schemas: $(STAMP)
	$(BIN)/python tools/schemas.py

bench: $(STAMP)
	$(BIN)/pip install -q -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks --write

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade -c constraints.txt pip
	$(BIN)/python -m pip install -q -c constraints.txt --group dev -e .
	@# Bytecode ready, so that the first command starts as fast as the next ones.
	$(BIN)/python -m compileall -q src
	touch $(STAMP)

clean:
	rm -rf $(VENV) .aidmatch .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
