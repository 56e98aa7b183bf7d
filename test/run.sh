#!/usr/bin/env bash
# Everything `make test` holds: both builds, vet, unit, property, scenario, arch, book, vectors, fuzz
# seeds, and the end-to-end tests with real processes.
set -euo pipefail
cd "$(dirname "$0")/.."
# As `make build` compiles: what it left in the cache is not compiled again.
GOFLAGS="$(go env GOFLAGS) -trimpath"
export GOFLAGS
step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

step "outside referees"
test/tools.sh

step "pure Go build"
CGO_ENABLED=0 go build -o /dev/null ./cmd/suyuan
CGO_ENABLED=0 go test ./crypto ./tx

step "format and vet"
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "not gofmt: $unformatted"; exit 1; }
go vet ./...

step "tests"
# What starts networks, browsers and offices runs after the others, two packages at a time: they wait
# more than they work. None is taken from the cache, which does not know the programs they build.
networks='/test/(e2e|fault|bench|browser|referee|verifyjs)'
go test -timeout 600s $(go list ./... | grep -vE "$networks")

step "end to end, faults, referees, browser, bench smoke"
go test -timeout 900s -count 1 -p 2 $(go list ./... | grep -E "$networks")

step "done"
