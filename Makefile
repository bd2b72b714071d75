# The commands that CI and people run. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=
# The editor of the SPARQL page (MIT licence), from npm: version and SHA-512 of its archive.
YASGUI := 4.6.2
YASGUI_SHA512 := 670e3929d3e8004d4a45a028c481dd42a789c6f6951b5a10767b70d21cb492d5f7e59bbc65c72e38bad708bc11f8653ed313332f0f0c8f0e81912655daf52e43
VENDOR := api/static/vendor
# What the tests hold the pages' accessibility to (MPL 2.0), from npm; it is not served.
AXE := 4.14.1
AXE_SHA512 := 1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5

.PHONY: help run install vendor test check bench fit docs messages screenshots clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

$(VENV)/.core: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("maillage : Python 3.11 ou plus récent est nécessaire (PYTHON=…)" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@$(MAKE) --no-print-directory vendor
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.dev  ## install everything in .venv, tools for developers included

vendor:  ## fetch the editor of the SPARQL page and the tests' axe-core; without npm, a plain form and skipped tests
	@test -f $(VENDOR)/yasgui.min.js || ! command -v npm > /dev/null || ( folder=$$(mktemp -d); \
	  trap 'rm -rf "$$folder"' EXIT; cd "$$folder" && npm pack --silent @zazuko/yasgui@$(YASGUI) > /dev/null \
	  && echo "$(YASGUI_SHA512)  zazuko-yasgui-$(YASGUI).tgz" | sha512sum --check --quiet - \
	  && tar -xzf zazuko-yasgui-$(YASGUI).tgz && mkdir -p "$(CURDIR)/$(VENDOR)" \
	  && cp package/build/yasgui.min.css package/build/yasgui.min.js "$(CURDIR)/$(VENDOR)/" \
	) || echo "l'éditeur SPARQL n'a pas pu être pris de npm : sa page sera un simple formulaire"
	@test -f tests/vendor/axe.min.js || ! command -v npm > /dev/null || ( folder=$$(mktemp -d); \
	  trap 'rm -rf "$$folder"' EXIT; cd "$$folder" && npm pack --silent axe-core@$(AXE) > /dev/null \
	  && echo "$(AXE_SHA512)  axe-core-$(AXE).tgz" | sha512sum --check --quiet - \
	  && tar -xzf axe-core-$(AXE).tgz && mkdir -p "$(CURDIR)/tests/vendor" \
	  && cp package/axe.min.js "$(CURDIR)/tests/vendor/" \
	) || echo "axe-core n'a pas pu être pris de npm : les tests d'accessibilité seront passés"

run: $(VENV)/.core  ## build the graph (DATA=folder of the official files, else the sample) and answer a first question
	$(BIN)/maillage build $(if $(DATA),--data "$(DATA)")
	$(BIN)/maillage gap bassin:4402
	@echo
	@echo 'Et ensuite : $(BIN)/maillage --help ; $(BIN)/maillage gap bassin:4402 --by competence ; $(BIN)/maillage check'
	@$(if $(DATA),:,echo 'Avec les fichiers officiels : make run DATA=DOSSIER')

test: $(VENV)/.dev  ## run the tests; those over the official files are skipped where these are absent
	$(BIN)/pytest --numprocesses auto --dist loadfile

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

messages: $(VENV)/.dev  ## bring the catalogues of the pages' languages up to what pages say; what is new is left to translate
	$(BIN)/python -m maillage.api.messages

screenshots: $(VENV)/.dev  ## take the README's pictures again, over the sample
	$(BIN)/python -m tests.screenshots docs/images

clean:  ## remove what was installed and cached here (never the graph)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
