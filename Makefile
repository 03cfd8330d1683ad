# make book    build the book into _build/html
# make serve   serve it on this machine
# make lab     open its chapters as notebooks in JupyterLab
# make lite    add JupyterLite to the book: chapters that run in a page (needs the internet)
# make test    check everything
# make peers   install what `make bench` compares with: PyTorch, JAX, TensorFlow.js, some 400 MB
# make bench   measure speed; the tables go to benchmarks/results or to _build/bench
# make clean   remove what was built

# Python keeps its environments out of such a folder, and the shell its lists of paths.
ifneq (,$(findstring :,$(CURDIR)))
$(error The path of this folder has a colon, with which no Python environment works: $(value CURDIR). Please move or rename it)
endif

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.PHONY: book serve lab lite test lint lint-js check browser peers bench clean

# Tools run as modules: their scripts name the path of this folder in a way that not every
# path survives.
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HTML := _build/html
SOURCES := _config.yml _toc.yml $(shell find book lib/unrolled benchmarks/results -type f -not -path '*/__pycache__/*')
PORT := 8000
PYODIDE := 314.0.6# what the kernel in requirements-lite.txt is made for
MY := my
LAB_FLAGS :=
# On matrices as small as these, threads wait for each other more than they compute.
export OPENBLAS_NUM_THREADS ?= 1

book: _build/book.done
	@echo "The book is in $(HTML)/index.html: open it in a browser, or run 'make serve'."

serve: _build/book.done
	@echo "The book is at http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(HTML) $(PORT)

# Readers work on copies in the folder MY, which are theirs; the built book is at /static/index.html.
lab: _build/book.done
	exec $(BIN)/python -m unrolled.page.lab "$(MY)" $(LAB_FLAGS)

# Its tools have an environment of their own; the parts are gathered in _build/lite.
lite: _build/book.done .venv/lite.done
	@.ci/need npm npm --version
	rm -rf _build/lite/parts # what JupyterLite did before would be left out of a new book
	mkdir -p _build/lite
	cd _build/lite && npm pack --silent pyodide@$(PYODIDE) >/dev/null
	$(BIN)/python -m unrolled.page.lite $(HTML) _build/lite/pyodide-$(PYODIDE).tgz _build/lite/parts
	cd _build/lite/parts && ../../../.venv/lite/bin/python -m jupyterlite_core build \
	  --lite-dir . --contents contents --output-dir "$(CURDIR)/$(HTML)/lite" > ../build.log 2>&1
	@echo "Run 'make serve' and open http://127.0.0.1:$(PORT)/lite/"

.venv/lite.done: requirements-lite.txt .venv/book.done
	python3 -m venv .venv/lite
	.venv/lite/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-lite.txt
	touch $@

# The quickest checks first, and the book beside them: building it leaves a core idle.
test: .venv/test.done node_modules/.done
	$(MAKE) lint lint-js & $(MAKE) _build/book.done; wait $$!
	$(MAKE) check browser
	@echo "== Results"
	@grep -hE '(tests|pass|fail|skipped) [0-9]' _build/node.log | tail -n 4
	@tail -qn 1 _build/pytest.log _build/browser.log

lint: .venv/test.done
	$(BIN)/python -m ruff check --quiet .
	$(BIN)/python -m ruff format --check --quiet .
	$(BIN)/python -m mypy

lint-js: node_modules/.done
	npx --no-install biome check .
	npx --no-install tsc -p .
	npx --no-install tsc -p tsconfig.strict.json

check: .venv/test.done _build/book.done
	@.ci/need nodejs node --version
	$(BIN)/python -m pytest --ignore=tests/browser -n 2 --dist loadgroup | tee _build/pytest.log
	node --test --test-reporter=spec tests/js/*.test.mjs | tee _build/node.log

# Chromium, and every page in Firefox and WebKit, too.  A browser often waits: three at a time
# keep two cores busy.
browser: .venv/test.done _build/book.done
	@.ci/need chromium chromium --version
	@.ci/need firefox-esr firefox-esr --version
	@.ci/need webkit2gtk-driver command -v WebKitWebDriver
	@.ci/need xvfb command -v Xvfb
	$(BIN)/python -m pytest tests/browser -n 3 --dist loadgroup | tee _build/browser.log

peers: .venv/test.done
	$(PIP) -r benchmarks/requirements.txt
	@.ci/need nodejs node --version
	npm ci --prefix benchmarks && npm run --prefix benchmarks build

bench: .venv/test.done _build/book.done
	@.ci/need nodejs node --version
	@.ci/need chromium chromium --version
	for file in benchmarks/bench_*.py; do $(BIN)/python $$file; done

clean:
	rm -rf _build

# Always all pages: one that is not built again would hide its warnings.  The outputs of
# cells come from a cache that knows the state of lib/.
_build/book.done: .venv/book.done $(SOURCES)
	rm -rf $(HTML)
	$(BIN)/python -c 'import jupyter_book.cli.main as book; book.main()' build . -W -n --keep-going --all
	touch $@

.venv/book.done: requirements.txt lib/pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Error: the book needs Python 3.11 or newer.")'
	@.ci/need python3-venv python3 -c 'import ensurepip'
	python3 -m venv .venv
	$(PIP) -r requirements.txt
	touch $@

# Both tools are pinned and bring nothing but their own binaries, so no lock file is kept.
node_modules/.done: package.json
	@.ci/need npm npm --version
	npm install --silent --no-package-lock --no-audit --no-fund
	touch $@

.venv/test.done: .venv/book.done requirements-test.txt
	$(PIP) -r requirements-test.txt
	touch $@
