# Everything that a person does with Crier, one word each; "make help" lists it. The work itself is
# in scripts/, one small program per job.
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# How many sources are compiled at once: each may take 2 GB of memory.
CRIER_JOBS ?= 2
export CRIER_JOBS

.PHONY: help
help: ## lists these targets
	@echo 'make TARGET, where TARGET is one of:'
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'CRIER_JOBS=N compiles N files at once (2; each takes up to 2 GB of memory).'

# --- use ---------------------------------------------------------------------------------------

.PHONY: run run-secure run-cluster
run: release ## installs what is missing, builds, starts a hub and three broadcasters
	@exec scripts/run

run-secure: release ## the same with TLS, and a certificate for each broadcaster, all made on the spot
	@exec scripts/run-secure

run-cluster: release ## the same with three hubs that share a history, on three NATS servers
	@exec scripts/run-cluster

# Where `make install` puts things: PREFIX, below DESTDIR where a package is made.
PREFIX ?= /usr/local
export DESTDIR

.PHONY: install uninstall dist
install: web ## builds and installs programs, library, manual page and completions (PREFIX=/usr/local)
	@scripts/build release crier-hub crier-broadcaster crier crier-mqtt crier_texts
	@cmake --install build/release --prefix "$(PREFIX)"

dist: ## the source of this commit as build/crier-VERSION.tar.gz
	@mkdir -p build
	@version=$$(sed -n 's/^project(crier VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt) && \
	    git archive --prefix="crier-$$version/" -o "build/crier-$$version.tar.gz" HEAD && echo "build/crier-$$version.tar.gz"

uninstall: ## removes what the last install put there
	@sed 's|^|$(DESTDIR)|' build/release/install_manifest.txt | xargs -r -d '\n' rm -fv

.PHONY: deps
deps: | build-folder ## installs what is missing to build and test (Debian 12 and 13, Ubuntu 24.04)
	@scripts/deps

# --- build and test ----------------------------------------------------------------------------

.PHONY: build release
build: web ## builds everything for development, in build/dev
	@scripts/build dev

release: web ## builds the optimised programs, in build/release
	@scripts/build release crier-hub crier-broadcaster crier-mqtt

.PHONY: web
web: build-deps ## builds the dashboard, in web/dashboard/dist
	@scripts/build-web

.PHONY: test
test: deps build ## runs all tests: C++ units and integration, the client's, the page's, the browser's
	@exec scripts/test

.PHONY: test-asan test-tsan
test-asan: web ## builds with address and undefined-behaviour sanitizers, and runs the C++ tests so
	@scripts/build asan
	@ctest --preset asan

test-tsan: web ## builds with the thread sanitizer, and runs the C++ tests so
	@scripts/build tsan
	@ctest --preset tsan

.PHONY: bench bench-growth
bench: web ## measures the release build beside nats-server, mosquitto and the kernel alone (tests/bench/run)
	@scripts/build release crier-hub crier-bench-load crier-bench-floor
	@scripts/deps bench || echo '==> Measuring with the servers that are here' >&2
	@exec tests/bench/run

bench-growth: web ## measures and draws what more subscribers, more topics and larger messages cost
	@scripts/build release crier-hub crier-bench-load crier-bench-floor
	@scripts/deps bench
	@exec tests/bench/growth

.PHONY: fuzz
fuzz: build-deps ## tries what strangers may send, made up by libFuzzer: CRIER_FUZZ_SECONDS (60) a fuzzer
	@scripts/deps fuzz
	@exec scripts/fuzz

.PHONY: soak
soak: web ## breaks the release build in every way for long, then measures it (up to an hour)
	@scripts/build release crier-hub crier-bench-load
	@exec scripts/soak

.PHONY: fault-demo
fault-demo: release ## tells a hub to drop, double, delay, freeze and cut, and shows that nothing is lost
	@CRIER_BIN=$${CRIER_BIN:-build/release/bin} exec python3 tests/soak/fault_demo.py

.PHONY: restart-demo
restart-demo: release ## restarts a hub under load, and says what was missed and how long anybody waited
	@CRIER_BIN=$${CRIER_BIN:-build/release/bin} exec python3 tests/soak/restart_demo.py

# --- care for the source -----------------------------------------------------------------------

.PHONY: format format-check lint
format: ## formats the C++ (clang-format 14)
	@scripts/deps format
	@scripts/format

format-check: ## fails if "make format" would change something
	@scripts/deps format
	@scripts/format --check

lint: build ## house rules, clang-tidy over src, the types of client and page
	@scripts/deps lint
	@scripts/lint

.PHONY: reference
reference: web ## writes docs/settings.md and the table of docs/metrics.md, from what the programs say
	@scripts/build dev crier-hub crier-broadcaster crier crier-mqtt
	@python3 scripts/reference

.PHONY: sbom
sbom: web ## writes what each program is made of to build/sbom, as CycloneDX
	@scripts/build release crier-hub crier crier-broadcaster crier-mqtt
	@exec scripts/sbom

.PHONY: screenshot
screenshot: deps release ## takes the pictures of the dashboard that the documentation shows
	@npm --prefix web/dashboard run --silent screenshot

.PHONY: clean
clean: ## removes what was built here (not what minikube-up made)
	rm -rf build web/dashboard/dist web/dashboard/dist-test web/client/dist web/client/dist-test

# --- Kubernetes on this machine ----------------------------------------------------------------

.PHONY: minikube-up minikube-down minikube-status minikube-logs minikube-test
minikube-up: | build-folder ## Crier in a minikube cluster of its own: builds, starts, prints its URL
	@exec scripts/minikube/up

minikube-down: ## removes what minikube-up made, and nothing else
	@exec scripts/minikube/down

minikube-status: ## what of Crier runs in minikube, and where its page is
	@exec scripts/minikube/status

minikube-logs: ## follows the logs of the hub and the broadcasters in minikube
	@exec scripts/minikube/logs

minikube-test: | build-folder ## minikube-up for real, the page in Chromium, a load, minikube-down (OVERLAY, COMPONENTS)
	@scripts/deps node browser
	@scripts/build-web install
	@exec tests/system/minikube-test

# --- not for people ----------------------------------------------------------------------------

.PHONY: build-deps build-folder
build-deps: | build-folder
	@scripts/deps compile test node

build-folder:
	@mkdir -p build
