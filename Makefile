# Everyday commands; `make` alone lists them. What they need on this machine, .ci/setup installs or names.

PREFIX ?= /usr/local
DEMO := $(CURDIR)/demo-output
# With Swift's libraries inside, a program starts in half the time and runs where there is no Swift; macOS has them.
# LLVM's linker, which Swift brings along, writes down in a fiftieth of the space what has to be adjusted at the start.
# Nobody looks for symbols of the program while it runs: their table would take an eighth of an idle engine's memory.
LINUX_FLAGS := --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs 	-Xlinker --no-export-dynamic
OPTIMIZED := --configuration release $(if $(filter Linux,$(shell uname)),$(LINUX_FLAGS))
# A scratch folder of its own lets a release build run beside a debug build.
RELEASE := swift build $(OPTIMIZED) --scratch-path .build-release
SEED ?= 1
SEEDS ?= 2000
SOURCES := $(wildcard Sources Plugins Tests Examples Benchmarks Package.swift)

.DEFAULT_GOAL := help
.PHONY: help setup demo build test own-build simulate chaos bench docs release install format lint clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install or name what this machine lacks
	@.ci/setup

demo: setup ## Build, run the sample pipeline and say where its report lies
	@swift build --product procession
	@mkdir -p "$(DEMO)"
	@"$$(swift build --show-bin-path)/procession" run data-processing-pipeline \
		--input "input_file=$(CURDIR)/process-types/data/sample-input.json" --input "output_dir=$(DEMO)" \
		--types "$(CURDIR)/process-types" --db "$(DEMO)/procession.db"
	@printf '\nThe report: %s\n' "$(DEMO)/report.html"

build: setup ## Build everything for debugging
	swift build

# One test after the other: two cores are busy enough with the children, servers and terminals of a single test.
test: setup ## Run all tests
	swift test --no-parallel

# In a scratch folder of its own, since two packages can't share one; so everything is built once more.
OWN := swift build $(OPTIMIZED) --package-path Examples/OwnBuild --scratch-path .build-own
own-build: setup ## Build for use and run the example of a program of one's own
	$(OWN) --product OwnBuild
	Examples/OwnBuild/try "$$($(OWN) --show-bin-path)/OwnBuild"

simulate: setup ## Run SEEDS (2000) seeds of the simulation from SEED (1) on
	@$(RELEASE) --product Simulator
	@"$$($(RELEASE) --show-bin-path)/Simulator" "$(SEED)" "$(SEEDS)"

chaos: setup ## Kill and starve real workers for CHAOS_MINUTES (1) or CHAOS_CYCLES kills, from CHAOS_SEED (random)
	@swift build --product procession
	@swift build --product ChaosWorker
	@folder="$$(swift build --show-bin-path)"; python3 Tests/ChaosWorker/chaos.py "$$folder/procession" \
		"$$folder/ChaosWorker" $(if $(CHAOS_MINUTES),--minutes "$(CHAOS_MINUTES)") \
		$(if $(CHAOS_CYCLES),--cycles "$(CHAOS_CYCLES)") $(if $(CHAOS_SEED),--seed "$(CHAOS_SEED)")

bench: setup ## Measure the budgets, as ratios in one run; WORKLOADS (all) chooses some
	swift run $(OPTIMIZED) --package-path Benchmarks --scratch-path .build-benchmarks ProcessionBenchmarks $(WORKLOADS)

docs: setup ## Build the documentation of the libraries, an archive each
	@.ci/docs

release: setup ## Build the program for use
	$(RELEASE) --product procession

install: release ## Install the program, the bundled process types and plugins under PREFIX (/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/procession" "$(DESTDIR)$(PREFIX)/share/procession"
	install "$$($(RELEASE) --show-bin-path)/procession" "$(DESTDIR)$(PREFIX)/lib/procession/procession"
# Half of its size is what only a debugger needs; the names of functions stay for reports of crashes.
	[ "$$(uname)" != Linux ] || strip --strip-debug "$(DESTDIR)$(PREFIX)/lib/procession/procession"
	ln -sf ../lib/procession/procession "$(DESTDIR)$(PREFIX)/bin/procession"
	rm -rf "$(DESTDIR)$(PREFIX)/share/procession/process-types"
	cp -R process-types "$(DESTDIR)$(PREFIX)/share/procession/process-types"
	rm -rf "$(DESTDIR)$(PREFIX)/share/procession/plugins"
	install -d "$(DESTDIR)$(PREFIX)/share/procession/plugins"
	for plugin in Plugins/*/plugin.yaml; do \
	    cp -R "$${plugin%/plugin.yaml}" "$(DESTDIR)$(PREFIX)/share/procession/plugins/"; done

format: ## Format all Swift sources
	swift format --in-place --recursive --parallel $(SOURCES)

lint: ## Check the format of all Swift sources
	swift format lint --strict --recursive --parallel $(SOURCES)

clean: ## Delete what builds and the demo left
	rm -rf .build .build-release .build-benchmarks .build-own "$(DEMO)"
