# The commands that CI and people run. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=

.PHONY: help run install test check bench fit docs clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(VENV)/.core: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("maillage : Python 3.11 ou plus récent est nécessaire (PYTHON=…)" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.dev  ## install everything in .venv, tools for developers included

run: $(VENV)/.core  ## build the graph (DATA=folder of the official files, else the sample) and answer a first question
	$(BIN)/maillage build $(if $(DATA),--data "$(DATA)")
	$(BIN)/maillage gap bassin:4402
	@echo
	@echo 'Et ensuite : $(BIN)/maillage --help ; $(BIN)/maillage gap bassin:4402 --by competence ; $(BIN)/maillage check'
	@$(if $(DATA),:,echo 'Avec les fichiers officiels : make run DATA=DOSSIER')

test: $(VENV)/.dev  ## run the tests; those over the official files are skipped where these are absent
	$(BIN)/pytest

check: $(VENV)/.dev  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev  ## measure speed and memory over the official files
	$(BIN)/python tests/bench.py --data "$(or $(DATA),../shared/data)"

fit: $(VENV)/.dev  ## fit the extractor's weights again and print how they do (MAILLAGE_HOME=home of a graph of DATA; WRITE=1 keeps them)
	$(BIN)/python tests/fit_extractor.py --home "$(or $(MAILLAGE_HOME),$(error MAILLAGE_HOME=DOSSIER))" --data "$(or $(DATA),../shared/data)" $(if $(WRITE),--write)

docs: $(VENV)/.dev  ## generate the ontology's page and JSON-LD context
	$(BIN)/python -m maillage.ontology.documentation > $(VENV)/page && mv $(VENV)/page docs/ontologie.md
	$(BIN)/python -m maillage.ontology.context > $(VENV)/context && mv $(VENV)/context ontology/context.jsonld

clean:  ## remove what was installed and cached here (never the graph)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
