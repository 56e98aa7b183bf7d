#!/usr/bin/env bash
# Everything `make test` holds: both builds, vet, unit, property, scenario, arch, book, vectors, fuzz
# seeds, and the end-to-end tests with real processes.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

step "pure Go build"
CGO_ENABLED=0 go build -o /dev/null ./cmd/suyuan
CGO_ENABLED=0 go test ./crypto ./tx

step "format and vet"
unformatted=$(gofmt -l $(git ls-files '*.go'))
[ -z "$unformatted" ] || { echo "not gofmt: $unformatted"; exit 1; }
go vet ./...

step "tests"
# The end-to-end tests start several processes each: they run alone, after the others.
go test -timeout 600s $(go list ./... | grep -v /test/e2e)

step "end to end"
go test -timeout 600s ./test/e2e

step "done"
