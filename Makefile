# Each target sets up what it needs by itself; the stamps keep a second run quick.
PYTHON ?= python3
VENV   := .venv
PEERS  := .venv-peers
NODE   := requirements/node
BIN    := $(VENV)/bin
# What the bot is run with: run, or llm for summaries by a language model.
LOCK   ?= run

# The environment's Python, while it runs and finds what was installed for it; another is taken where
# PYTHON is given. Where the two differ, the environment is made again.
TELL    := import sys; print("%d.%d" % sys.version_info[:2])
HAS     := $(shell $(BIN)/python -I -c 'import pip; $(TELL)' 2>/dev/null)
WANTS   := $(if $(filter file,$(origin PYTHON)),$(HAS))
VERSION := $(or $(WANTS),$(shell $(PYTHON) -c '$(TELL)' 2>/dev/null))
MADE    := $(VENV)/pyvenv.cfg

# Python finds our modules in this folder, also for those who forbid it that elsewhere.
unexport PYTHONSAFEPATH

.DEFAULT_GOAL := help
.PHONY: help setup demo run test coverage check node bench lock clean again

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.$(LOCK)-$(VERSION) ## build the virtual environment with what the bot needs

demo: $(VENV)/.$(LOCK)-$(VERSION) ## start a local Telegram, the bot and sample editions; prints the chat page's address
	@$(BIN)/python -m bot demo

run: $(VENV)/.$(LOCK)-$(VERSION) ## run the bot with the settings of .env; LOCK=llm adds what a language model needs
	@$(BIN)/python -m bot run

test: $(VENV)/.dev-$(VERSION) ## run every test
	@$(BIN)/python -m pytest

coverage: $(VENV)/.dev-$(VERSION) ## run every test and hold which lines and branches it reached to the limits
	@rm -f .coverage.json
	@$(BIN)/python -W 'ignore:Unable to activate pytest' -m slipcover -m pytest
	@$(BIN)/python -m tests.support.coverage .coverage.json

check: $(VENV)/.dev-$(VERSION) ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@if [ -x $(NODE)/node_modules/.bin/tsc ]; then \
	  $(NODE)/node_modules/.bin/tsc --project $(NODE) && \
	  $(NODE)/node_modules/.bin/eslint --config $(NODE)/eslint.config.js simulator/page; \
	else echo 'Skipped: types and lint of the chat page; `make node` installs what they need.'; fi

node: ## install what `make check` reads the chat page with; needs node and npm
	@npm ci --silent --no-audit --no-fund --prefix $(NODE)

bench: $(VENV)/.dev-$(VERSION) $(PEERS)/.set-up-$(VERSION) ## measure against peers and limits: make bench [NAME=speed]
	@$(BIN)/python -m benchmarks $(NAME)

$(MADE): $(if $(filter $(VERSION),$(HAS)),,again)
	@$(PYTHON) -c 'import sys; sys.exit("Kawaraban needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.%-$(VERSION): requirements/%.lock $(MADE)
	@$(BIN)/python -m requirements.install $<
	@touch $@

# The peers' pins contradict what some of them ask for, so they can't be checked.
$(PEERS)/.set-up-$(VERSION): requirements/peers.lock $(MADE)
	@$(BIN)/python -m venv --clear $(PEERS) || { rm -rf $(PEERS); exit 1; }
	@$(PEERS)/bin/python -m requirements.install --unchecked $<
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --prefix benchmarks/peers/node; fi
	@touch $@

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-annotate --no-header
lock: $(VENV)/.dev-$(VERSION) ## write the locks again from pyproject.toml; what is pinned stays as long as it may
	@$(COMPILE) --extra postgres pyproject.toml -o requirements/run.lock
	@$(COMPILE) --extra postgres --extra llm pyproject.toml -c requirements/run.lock -o requirements/llm.lock
	@$(COMPILE) --extra postgres --extra llm --group dev pyproject.toml -c requirements/llm.lock -o requirements/dev.lock
	@$(COMPILE) --group peers -o requirements/peers.lock

clean: ## remove the environment and caches, never data
	@rm -rf $(VENV) $(PEERS) benchmarks/peers/node/node_modules $(NODE)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage.json
