# make run     open the app in the browser            ARGS="--server.port 8502" for Streamlit's options
# make test    run all tests, in a real browser too   ARGS="tests/engine -x" for pytest's options
# make check   ruff, mypy, the same for the JavaScript, and all tests, also as on other machines
# make variants  the tests as on other machines, one kind at a time   ARGS="-x" for pytest's options
# make container  the Dockerfile's steps without Docker, and the app in what they build: Linux, root
# make js      the board's JavaScript: eslint, its types, its unit tests
# make static  the app as a site without a server, into dist/static   docs/static.md
# make bench   measure against the peers
# make clean   remove everything that make has made
#
# Python 3.11 or newer; another one than python3: make run PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

# Whatever the environment says, Python keeps what it has compiled: the tests start it dozens of
# times, and pytest takes longer to compile the tests than to import them.
export PYTHONDONTWRITEBYTECODE =

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
# A worker for each core, up to four: each has a server and a browser, some 2 GB of memory.
PARALLEL = -n auto --maxprocesses 4 --dist worksteal
# The workers fill the cores: were each to multiply matrices on all of them as well, the threads
# would wait for one another, for a tenth of the time of tests that compute.
test check variants: export OMP_NUM_THREADS = 1
NODE = PATH="$(abspath $(BIN)):$$PATH"

.PHONY: run test check variants container js static bench clean

run: $(VENV)/.app
	$(BIN)/streamlit run app.py --server.address 127.0.0.1 $(ARGS)

test: $(VENV)/.browser
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: $(VENV)/.browser js
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)
	$(BIN)/python tests/variants.py --together $(PARALLEL) $(ARGS)
	$(BIN)/python tests/container.py

# What each runs, and what is left out here, is printed; the browser tests are not among them.
variants: $(VENV)/.dev
	$(BIN)/python tests/variants.py $(PARALLEL) $(ARGS)

container: $(VENV)/.browser
	$(BIN)/python tests/container.py $(ARGS)

js: $(VENV)/.node
	$(NODE) npm run --silent check

static: $(VENV)/.static
	$(BIN)/python static/build.py $(ARGS)

bench: $(VENV)/.browser
	$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) node_modules static/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: each says that its step is done, and is older than what would make it necessary again.

$(VENV)/.app: requirements.txt requirements-torch.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mlpviz needs Python 3.11 or newer: make run PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -r requirements.txt -r requirements-torch.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(PIP) install -r requirements-dev.txt
	@touch $@

# The browser tests take the chromium of the system, else Playwright's own.
$(VENV)/.browser: $(VENV)/.dev
	@if command -v chromium >/dev/null; then echo "Chromium: $$(command -v chromium)"; \
	elif [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	elif [ "$$(id -u)" = 0 ]; then $(BIN)/python -m playwright install --with-deps chromium; \
	else $(BIN)/python -m playwright install chromium; fi
	@touch $@

# Node is the system's if eslint takes it, else PyPI's.
$(VENV)/.node: package.json package-lock.json requirements-node.txt $(VENV)/.app
	@if $(NODE) npm --version >/dev/null 2>&1 && $(NODE) node -e \
	  'const [a, b] = process.versions.node.split(".").map(Number); process.exit(+!(a >= 24 || (a === 22 && b >= 13) || (a === 20 && b >= 19)))'; \
	then echo "Node: $$($(NODE) node --version)"; else $(PIP) install -r requirements-node.txt; fi
	$(NODE) npm ci
	@touch $@

$(VENV)/.static: static/package.json static/package-lock.json $(VENV)/.node
	$(NODE) npm ci --prefix static
	@touch $@
