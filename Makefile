# Everything a newcomer or a build machine needs. `make demo` and `make test` work from nothing but Debian, a Python
# and the package registries; tools/environment does the preparing.
.DEFAULT_GOAL := help
.PHONY: help demo test test-all explore fuzz bench memory check style types imports templates migrations deployment env libraries testing lock manage pages pictures

PORT ?= 8000
# Each program would compile every module of Python anew.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
STAMP := .venv/made-from-the-lock
# Services of the demonstration's data folder around one command; joins them when the demonstration runs.
WITH_SERVICES := $(PY) -m inclusion.embedded run --

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: libraries ## the whole portal with demonstration data, on PORT (8000)
	@exec $(PY) -m inclusion.embedded demo --port $(PORT)

# One worker more than there are cores: some tests wait for services.
PYTEST := $(PY) -m pytest -n $$(($$(nproc) + 1)) --dist worksteal

test: libraries testing ## what proves the product in ten minutes: rules, actions, access, each page, a journey of each role
	$(PYTEST) -m "not slow and not thorough"

# What must always hold is drawn once, with many examples, beside the slow tests.
test-all: libraries testing ## every test, on every core
	@failed=0; \
	$(PYTEST) -m "not slow and not property" || failed=1; \
	EXAMPLES=many $(PYTEST) --dist load --maxschedchunk 1 -m "slow or property" || failed=1; \
	exit $$failed

explore: libraries testing ## the properties with examples that no run has drawn yet
	EXAMPLES=new $(PYTEST) -m property

fuzz: libraries testing ## malformed requests to every address as each role: REQUESTS (20000), SEED (1)
	FUZZ_REQUESTS=$(or $(REQUESTS),20000) FUZZ_SEED=$(or $(SEED),1) $(PY) -m pytest tests/test_fuzz.py

bench: libraries ## letters per second: Typst next to WeasyPrint, and a whole batch; fails below ten times as fast
	$(PY) tools/bench/letters.py

memory: $(STAMP) ## what each process of the demonstration on PORT weighs, before and after a walk of 2 000 pages
	$(PY) tools/bench/memory.py --port $(PORT)

pages: libraries ## queries and processor time of each page of a coordinator, in a demonstration that was loaded
	$(WITH_SERVICES) $(PY) tools/bench/pages.py

check: style types imports templates migrations deployment ## style, types, imports, templates, migrations, deployment settings

style: $(STAMP)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: libraries
	DEMO=1 SECRET_KEY=only-read-by-the-plugin $(PY) -m mypy

imports: $(STAMP)
	.venv/bin/lint-imports --no-cache
	$(PY) tools/draw-features --check

templates: $(STAMP)
	$(PY) -m djlint --quiet --lint templates

migrations: libraries
	$(WITH_SERVICES) $(PY) manage.py makemigrations --check --dry-run
	$(WITH_SERVICES) $(PY) manage.py check --fail-level WARNING

deployment: libraries
	$(WITH_SERVICES) tools/check-deployment

env: $(STAMP) ## the Python environment, from the lock
libraries: $(STAMP) ## the system libraries that PDFs need
	@tools/environment libraries

testing: $(STAMP)
	@tools/environment testing

pictures: $(STAMP) ## the guides' pictures, from the demonstration that runs on PORT
	$(PY) tools/pictures.py

lock: ## new lock files, with the newest versions pyproject.toml allows
	tools/environment lock

manage: $(STAMP) ## a manage.py command on the demonstration's data: make manage DO="shell"
	@exec $(WITH_SERVICES) $(PY) manage.py $(DO)

$(STAMP): requirements-dev.txt tools/requirements.txt tools/environment
	@tools/environment build
