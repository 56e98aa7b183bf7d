# Two commands do everything on a fresh machine: `make demo` and `make test`.
GO ?= go
BIN := bin/suyuan
# libsecp256k1 through cgo where a C compiler is found, pure Go otherwise; both give the same bytes.
CGO_ENABLED ?= $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo 1 || echo 0)
export CGO_ENABLED
COMMIT := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.commit=$(COMMIT)
# `make demo KEEP=1` leaves the network up and the explorer open at the end, until Ctrl-C. So does
# `make demo --keep`, which make takes for its own --keep-going.
KEEP ?= $(findstring k,$(firstword -$(MAKEFLAGS)))
# OpenLineage run events for the demo's operator; empty takes those that ship with the story.
EVENTS ?=

.PHONY: build demo explore test bench book packages fuzz soak soak-faults soak-histories \
	soak-stores foreign clean

build:
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o $(BIN) ./cmd/suyuan

demo: export EVENTS_DIR = $(EVENTS)
demo: build
	localnet/demo.sh $(if $(KEEP),--keep) "$$EVENTS_DIR"

# The story on a network that stays up; prints the address of its pages.
explore: build
	localnet/explore.sh

test: build
	test/run.sh

bench: build
	$(GO) run ./test/bench
	$(GO) run ./test/bench -kind trace.record -validators 4 -pairs 3
	$(GO) run ./test/bench/money
	$(GO) run ./test/bench/landing
	$(GO) test ./api/bundle -run '^$$' -bench Extract
	$(GO) run ./test/bench/due
	$(GO) run ./test/bench/lineage
	$(GO) run ./test/bench/collect
	$(GO) run ./test/bench/traces
	$(GO) run ./test/bench/report
	$(GO) run ./test/bench/api
	$(GO) run ./test/bench/size
	$(GO) run ./test/bench/large

# The long form of the fault tests and histories: three quarters of an hour on two cores. Faults
# mostly wait, so that histories run beside them.
soak: build
	$(MAKE) -j 2 soak-faults soak-histories soak-stores

soak-faults:
	SUYUAN_SOAK=1 $(GO) test -timeout 12h -count 1 -v ./test/fault

soak-histories:
	$(GO) test -timeout 12h -count 1 -v ./test/sim -histories 1000 -networks 300

soak-stores:
	$(GO) test -timeout 12h -count 1 ./state -run TestLossOfPower -power.losses 2000
	SUYUAN_SOAK=1 $(GO) test -timeout 12h -count 1 -v ./abci -run TestMonthOfEmptyBlocks

# Renders docs/book and test/vectors anew; read the diff before committing it.
book:
	$(GO) test ./test/book ./test/vectors ./api/watch -update
	$(GO) test ./test/arch -update

# Static programs for amd64, arm64 and loong64 with their deb and rpm, into dist.
packages:
	deploy/packages.sh

# The vectors and the cryptography on arm64 and loong64, emulated.
foreign:
	test/foreign.sh

# Fuzzes every decoder for FUZZTIME each; seeds run in `make test`.
FUZZTIME ?= 20s
fuzz:
	test/fuzz.sh $(FUZZTIME)

clean:
	rm -rf bin dist
