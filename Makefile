# make demo              see it: a window where there is a display, a script with pictures where there is none
# make test              every test
# make check             format, lint, types, import contracts, generated pages
# make journey           three terminals from their boxes to work; their screens, in order: build/journey
# make card              the performance card on drawn palms, made and checked: build/card/card.html
# make bench             how fast: lists what is measured; BENCH=door runs one, ARGS="…" are its words
# make device            prepare a terminal by the manual, in a container, and look at all it promises; as root, Debian
# make guest             the drivers of a board's lines, against a real kernel's simulated chip in a virtual machine
# make run ARGS="…"      any other command: make run ARGS="kiosk --help"
#
# Each does the set-up it needs (packaging/bootstrap), once.

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest -q -ra -n 2 --dist worksteal
ARGS ?=
CARD ?= 24

.PHONY: demo run test journey device guest bench check format lint types contracts pages card accuracy docs runtime dev clean

demo: runtime
	$(PYTHON) -m app demo $(ARGS)

run: runtime
	$(PYTHON) -m app $(ARGS)

# Two at once share two cores, and a test that waits for real processes may starve beside another: what failed is tried
# once more by itself, after its failure was told. Who fails alone has failed.
test: dev
	$(PYTEST) $(ARGS) || $(PYTHON) -m pytest -q -ra --last-failed --last-failed-no-failures none $(ARGS)

journey: dev
	THENAR_PICTURES=build/journey $(PYTHON) -m pytest -q tests/journeys/test_box_to_door.py

device: dev
	$(PYTHON) -m tests.device $(ARGS)

# Fetches 250 MB once and boots an emulated machine: not a part of `make test`.
guest: dev
	packaging/guest $(ARGS)

bench: dev
	@$(if $(BENCH),$(PYTHON) -m tests.bench.bench_$(BENCH) $(ARGS),ls tests/bench/bench_*.py)

check: format lint types contracts pages

format: dev
	.venv/bin/ruff format --check .

lint: dev
	.venv/bin/ruff check .

types: dev
	.venv/bin/mypy

contracts: dev
	.venv/bin/lint-imports

pages: dev
	$(PYTHON) -m app docs --check

# The performance card on drawn palms: small, for every change (CARD people, half a minute to a minute on two cores);
# `make accuracy` makes the manual's own anew, which takes some minutes.
card: dev
	@mkdir -p build/card
	$(PYTHON) -m app benchmark --synthetic $(CARD) --json build/card/card.json --report build/card/card.html \
		--manual build/card
	$(PYTHON) -m app check-card build/card

accuracy: dev
	$(PYTHON) -m app benchmark --synthetic 60 --manual resources/manual

docs: dev
	$(PYTHON) -m app docs

runtime:
	@packaging/bootstrap runtime

dev:
	@packaging/bootstrap dev

# What was made in this folder. The landmark model and the terminal's own data stay where they are.
clean:
	rm -rf .venv .peers build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find app ui drivers tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
