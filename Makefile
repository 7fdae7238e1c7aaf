# Every target works on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

.PHONY: help install demo test prove bench check samples handwriting picture lock clean
help:            ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

install: $(READY)  ## install poedesk and its tools into .venv, pinned and hashed
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)     ## review every claim of sample_poe/ and print the result
	@$(BIN)/poedesk check sample_poe --trust sample_poe/.trust --db .demo.sqlite; \
	status=$$?; [ $$status -le 3 ] || exit $$status
	@echo "Open the reviewer's desk on these claims:  $(BIN)/poedesk desk --db .demo.sqlite"

test: $(READY)     ## run every test
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -q

prove: $(READY)    ## run the long measurements (fuzzing and the like; hours)
	nice $(BIN)/python -m tests.prove

bench: $(READY) $(VENV)/bench/.installed  ## compare the speed with others, also of whole reviews (hours)
	$(BIN)/python -m tests.benchmarks --peers $(VENV)/bench/bin/python
	$(BIN)/python -m tests.benchmarks.whole --peers $(VENV)/bench/bin/python --write .bench.md

$(VENV)/bench/.installed: tests/benchmarks/peers.lock
	$(PYTHON) -m venv $(VENV)/bench
	$(VENV)/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

check: $(READY)    ## lint, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

samples: $(READY)  ## build sample_poe/ again from its recipes (same bytes every time)
	$(BIN)/python -m tests.forge.samples

handwriting: $(READY)  ## learn again what handwriting looks like (four minutes, same weights every time)
	$(BIN)/python -m models.handwriting.train

picture: $(READY)  ## draw the README's pictures of the desk again
	$(BIN)/python -m tests.forge.picture tests/desk/golden

lock: $(READY)     ## resolve requirements.lock again (needs uv)
	uv pip compile pyproject.toml --extra dev --extra ocr --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock
	uv pip compile tests/benchmarks/peers.in --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --quiet --output-file tests/benchmarks/peers.lock

clean:           ## remove what the targets above made
	rm -rf $(VENV) .bench.md .demo.sqlite* .demo.evidence .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
