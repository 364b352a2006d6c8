# make run    open the studio
# make test   lint, then every test
# make pictures   the README's pictures anew, with the bundled model
#
# Both prepare a fresh machine first: system libraries where apt-get is at hand, .venv, the pinned packages.
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
PYRIGHT := pyright==1.1.414

VENV := .venv
BIN  := $(VENV)/bin

# The stamps carry a checksum of the requirements, so editing a pin reinstalls and nothing else does.
checksum  = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUN_READY  := $(VENV)/ready-run-$(call checksum,requirements.txt)
TEST_READY := $(VENV)/ready-test-$(call checksum,requirements.txt requirements-dev.txt)

# Debian keeps the venv module in a package of its own: needed once, and only where no Python was named.
VENV_GROUP := $(if $(PYTHON)$(wildcard $(BIN)/python),,python)

.NOTPARALLEL:
.PHONY: help run test lint pictures system-run system-test clean

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

run: system-run $(RUN_READY)
	@$(BIN)/python -m studio $(ARGS)

test: system-test $(TEST_READY)
	@$(BIN)/ruff check .
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(TEST_READY)
	@$(BIN)/ruff check .
	@$(BIN)/python -m pip install --quiet $(PYRIGHT)
	@$(BIN)/pyright

pictures: system-run $(RUN_READY)
	@$(BIN)/python -m scripts.pictures $(ARGS)

system-run:
	@scripts/system-libraries.sh $(VENV_GROUP) window

system-test:
	@scripts/system-libraries.sh $(VENV_GROUP) window tests

$(BIN)/python:
	@python=$$(scripts/find-python.sh $(PYTHON)); echo "Creating $(VENV) with $$python"; \
		"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_READY): | $(BIN)/python
	@scripts/install-packages.sh $(BIN)/python requirements.txt
	@rm -f $(VENV)/ready-run-*; touch $@

$(TEST_READY): | $(BIN)/python
	@scripts/install-packages.sh $(BIN)/python requirements-dev.txt
	@rm -f $(VENV)/ready-run-* $(VENV)/ready-test-*; touch $@ $(RUN_READY)

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
