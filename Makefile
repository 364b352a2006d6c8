# make run             open the studio
# make test            lint, then every test
# make docs-pictures   every picture anew, of the README, the guides and the model's page; the demo film too
# make app             the double-click app, built, packed into dist/ and checked
#
# All prepare a fresh machine first: system libraries where apt-get is at hand, .venv, the pinned packages.
# When all that is in place they go straight to work.
#
#   PYTHON=python3.12           the Python to build .venv with (3.11 to 3.13; found by itself otherwise)
#   TORCH_WHEEL=/path/torch.whl install PyTorch from this file
#   TORCH_INDEX=https://...     install PyTorch from this index; empty: from wherever pip looks anyway
#   WORKERS=4 ARGS="-k ripple"  how many test processes; what else to tell pytest, or the studio in `make run`

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON  ?=
WORKERS ?= 2
ARGS    ?=
# Its extra is the Node.js it runs on, so that none has to be there.
PYRIGHT := pyright[nodejs]==1.1.414

VENV := .venv
BIN  := $(VENV)/bin

# The stamps carry a checksum of the requirements, so editing a pin reinstalls and nothing else does.
checksum  = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUN_READY  := $(VENV)/ready-run-$(call checksum,requirements.txt)
TEST_READY := $(VENV)/ready-test-$(call checksum,requirements.txt requirements-dev.txt requirements-gpu.txt requirements-cluster.txt requirements-train.txt)

APP_READY  := $(VENV)/ready-app-$(call checksum,requirements.txt requirements-app.txt)

# Debian keeps the venv module in a package of its own: needed once, and only where no Python was named.
VENV_GROUP := $(if $(PYTHON)$(wildcard $(BIN)/python),,python)

.NOTPARALLEL:
.PHONY: help run test lint pictures docs-pictures icons app system-run system-test system-app clean

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

run: system-run $(RUN_READY)
	@$(BIN)/python -m studio $(ARGS)

test: system-test $(TEST_READY)
	@$(BIN)/ruff check .
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(TEST_READY)
	@$(BIN)/ruff check .
	@$(BIN)/python -m pip install --quiet "$(PYRIGHT)"
	@$(BIN)/pyright

pictures docs-pictures: system-run $(RUN_READY)
	@$(BIN)/python -m scripts.pictures $(ARGS)

icons: $(RUN_READY)
	@$(BIN)/python -m scripts.icons

app: system-app $(APP_READY)
	@scripts/build-app.sh $(BIN)/python

system-run:
	@scripts/system-libraries.sh $(VENV_GROUP) window

system-test:
	@scripts/system-libraries.sh $(VENV_GROUP) window tests

system-app:
	@scripts/system-libraries.sh $(VENV_GROUP) window app

$(BIN)/python:
	@python=$$(scripts/find-python.sh $(PYTHON)); echo "Creating $(VENV) with $$python"; \
		"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_READY): | $(BIN)/python
	@scripts/install-packages.sh $(BIN)/python requirements.txt
	@rm -f $(VENV)/ready-run-*; touch $@

$(TEST_READY): | $(BIN)/python
	@scripts/install-packages.sh $(BIN)/python requirements-dev.txt
	@rm -f $(VENV)/ready-run-* $(VENV)/ready-test-*; touch $@ $(RUN_READY)

$(APP_READY): | $(RUN_READY)
	@scripts/install-packages.sh $(BIN)/python requirements-app.txt
	@rm -f $(VENV)/ready-app-*; touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
