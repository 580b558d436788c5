# Kuulo's front door. `make help` lists what it can do; the two that matter are `make run` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PORT ?= 8080
DATA ?= build/demo-data
SECONDS ?= 60
KILLS ?= 20
CUTS ?= 20
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
# The Python that Meson runs on; a newer one in front of it on the path may lack python3-yaml.
PYTHON ?= /usr/bin/python3

.PHONY: help run build web test test-build bench fuzz crash lint bare clean packages-build packages-web packages-test packages-lint packages-bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## install what is missing, build, and start the demo on http://127.0.0.1:8080 (PORT= changes it)
	@tools/demo.sh "$(DATA)" "$(PORT)"

build: packages-build web ## build/kuulo: release, hardened, with the web pages inside
	@[ -f build/build.ninja ] || meson setup build -Dbuildtype=debugoptimized >/dev/null
	@ninja -C build --quiet kuulo
	@$(PYTHON) tools/check_binary.py build/kuulo

web: packages-web ## the web application and the respondent's script, into web/dist and web/dist-respond
	@tools/web_if_changed.sh

test: packages-build packages-test web test-build ## everything that proves it, with sanitizers; ends with one line "N passed, N failed"
	@$(PYTHON) tools/test_run.py $(SUITES)

test-build:
	@[ -f build-test/build.ninja ] || meson setup build-test -Db_sanitize=address,undefined -Db_lundef=false -Dcrash_test=true >/dev/null
	@ninja -C build-test --quiet

bench: build packages-test packages-bench ## how fast it is, with the ratios it must reach
	@ninja -C build --quiet
	@bench/run.sh

fuzz: packages-build packages-lint ## feed the readers nonsense for SECONDS=60 each
	@tools/fuzz.sh "$(SECONDS)"

crash: packages-build packages-test test-build ## kill -9 and cut the power under load: KILLS=20 CUTS=20
	@KUULO_BINARY="$${KUULO_BINARY:-$(CURDIR)/build-test/kuulo}" tools/crash.sh "$(KILLS)" "$(CUTS)"

lint: packages-build packages-lint packages-web ## gcc and clang without a warning, clang-tidy, formats, layers, contract, TypeScript
	@JOBS=$(JOBS) PYTHON=$(PYTHON) tools/lint.sh

bare: ## a Debian 12 made from nothing, a clone of the last commit in it, and `make test` there
	@tools/bare.sh

clean: ## throw away everything that was built (not node_modules)
	@rm -rf build build-test build-dev build-lint build-clang build-fuzz web/dist web/dist-respond

packages-build:
	@tools/packages.sh build
packages-web:
	@tools/packages.sh web
packages-test:
	@tools/packages.sh test
packages-lint:
	@tools/packages.sh lint
packages-bench:
	@tools/packages.sh bench
