# make chat        from nothing to a conversation in the terminal
# make test        from nothing to a green suite: ruff, mypy, import-linter, pytest
# make test-thorough the property tests with all their examples, and what takes longer than the suite allows
# make test-postgresql the tests of the records once more, on a PostgreSQL server
# make shared-test the checks that read ../shared (official originals, benchmarks)
# make lint        the three checkers alone
# make soak        kills and load against the whole bot: minutes, in CI
# make soak-broadcast  an announcement to 12,000 in all weathers: ten minutes
# make eval        answers our question set and prints the table of figures
# make train-model trains the bundled embedding model anew from ../shared; resumable
# make bench       sizes, times, memory and retrieval figures into docs/benchmarks.md
#
# PYTHON=/path/to/python3.12 chooses the interpreter of the new virtual environment;
# otherwise the first of $(PYTHONS) that is 3.11 or newer and can make one.
# Every path is relative: the checkout may lie below spaces and Chinese characters.

SHELL := /bin/sh
.DEFAULT_GOAL := chat
# A virtual environment that was made by half is made again.
.DELETE_ON_ERROR:
.PHONY: chat test test-thorough test-postgresql lint shared-test soak soak-broadcast eval bench train-model clean

PYTHONS := python3.13 python3.12 python3.11 python3 python3.14
VENV := .venv
STARD := ../shared/benchmarks/stard
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --no-warn-script-location --constraint constraints.txt
# UTF-8 also where the locale is C; a checkout path may hold Chinese characters.
export PYTHONUTF8 := 1
# A test starts dozens of processes; each would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

# What runs anywhere, without ../shared, a server, or patience.
OFFLINE := not shared and not soak and not postgresql

CAN_MAKE_VENV := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

chat: $(VENV)/.stamp-app
	@$(PY) -m bot chat $(ARGS)

test: lint
	$(PY) -m pytest -n auto -m "$(OFFLINE) and not thorough" $(ARGS)

test-thorough: $(VENV)/.stamp-test
	$(PY) -m pytest -n auto --hypothesis-profile thorough -m "$(OFFLINE) and (thorough or hypothesis)" $(ARGS)

test-postgresql: $(VENV)/.stamp-test
	$(PY) -m pytest -n auto -m "postgresql and not soak" $(ARGS)

lint: $(VENV)/.stamp-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as check; check()" --no-logo

shared-test: $(VENV)/.stamp-test
	$(PY) -m pytest -m shared $(ARGS)

eval: $(VENV)/.stamp-test
	$(PY) -m tests.evaluation.run $(ARGS)

bench: $(VENV)/.stamp-bench
	$(PY) -m tests.evaluation.bench $(ARGS)

soak: $(VENV)/.stamp-test
	$(PY) -m pytest -m soak $(ARGS)

train-model: $(VENV)/.stamp-train
	$(PY) -m indexer.training.train --stard "$(STARD)" --work .training --fold 0 --epochs 2 $(ARGS)
	$(PY) -m indexer.training.export_trained .training/epoch-2.npz indexer/models/e5-small-zh --mix 0.7

soak-broadcast: $(VENV)/.stamp-test
	YANXIU_SOAK_RECIPIENTS=12000 $(PY) -m pytest -m soak tests/soak/test_broadcast.py -o log_cli=true -o log_cli_level=INFO $(ARGS)

clean:
	rm -rf $(VENV) build yanxiu.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(PY):
	@for candidate in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
	    "$$candidate" -c '$(CAN_MAKE_VENV)' >/dev/null 2>&1 || continue; \
	    echo "正在用 $$candidate 建立虚拟环境 $(VENV) / Creating $(VENV) with $$candidate"; \
	    exec "$$candidate" -m venv $(VENV); \
	done; \
	echo "没有找到能建立虚拟环境的 Python 3.11 或更新版本。请先安装（Debian、Ubuntu：apt install python3 python3-venv），或用 make PYTHON=解释器路径 指定。" >&2; \
	echo "No Python 3.11 or newer that can make a virtual environment was found. Install one (Debian, Ubuntu: apt install python3 python3-venv) or name one: make PYTHON=/path/to/python3." >&2; \
	exit 1

# Editable, so that a later `git pull` needs no second install.
$(VENV)/.stamp-app: $(PY) pyproject.toml constraints.txt
	@echo "正在安装，第一次需要几分钟 / Installing; the first time takes a few minutes"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.stamp-test: $(PY) pyproject.toml constraints.txt
	$(PIP) --quiet --editable ".[test]"
	@touch $@ $(VENV)/.stamp-app

# PyTorch first and by itself: asked for by another package it comes with several GB for graphics cards.
$(VENV)/.stamp-train: $(VENV)/.stamp-app
	$(PIP) --quiet "torch==2.13.0"
	$(PIP) --quiet --editable ".[train]"
	@touch $@

$(VENV)/.stamp-bench: $(VENV)/.stamp-test
	$(PIP) --quiet --editable ".[test,bench]"
	@touch $@
