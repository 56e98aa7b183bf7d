#!/usr/bin/env bash
# Static programs and packages of one version for every architecture, into dist. The packer runs at
# an exact version and is no dependency of the module. On the machine's own architecture signatures
# are checked by libsecp256k1 through cgo, which is linked in; elsewhere, or without a C compiler and
# its static library, by Go. Both give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${VERSION:-$(git describe --tags --match 'v[0-9]*' 2>/dev/null || echo 0.1.0)}
export VERSION=${version#v} CGO_ENABLED=0 GOOS=linux
packer=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4
commit=$(git describe --always --dirty 2>/dev/null || echo unknown)
# Times in the packages are those of the commit: who packs it again gets the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y go.sum)}
export SOURCE_DATE_EPOCH
go=${GO:-go}
if command -v systemd-analyze >/dev/null; then
  for unit in suyuan suyuan-anchor; do
    systemd-analyze security --offline=true --threshold=30 "deploy/systemd/$unit.service" >/dev/null
  done
fi
own=$(GOARCH='' "$go" env GOHOSTARCH)
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
static=
if [ -n "$(command -v "${CC:-cc}")" ] && echo 'int main(void) { return 0; }' |
  "${CC:-cc}" -static -x c -o "$tool/try" - 2>/dev/null; then
  static=yes
fi
GOBIN=$tool GOOS= GOFLAGS=-mod=mod "$go" install "$packer"
mkdir -p dist
rm -f dist/*.deb dist/*.rpm dist/SHA256SUMS # of another version
install -d -m 0755 bin/image # what the container's image has beside the program
install -d -m 0700 bin/image/home
for GOARCH in ${ARCHES:-amd64 arm64 loong64}; do
  export GOARCH PROGRAM=bin/suyuan-linux-$GOARCH
  flags="-s -w -X main.commit=$commit -X main.version=$VERSION"
  if [ "$GOARCH" = "$own" ] && [ -n "$static" ]; then
    CGO_ENABLED=1 "$go" build -trimpath -tags netgo,osusergo \
      -ldflags "$flags -linkmode external -extldflags -static" -o "$PROGRAM" ./cmd/suyuan
  else
    "$go" build -trimpath -ldflags "$flags" -o "$PROGRAM" ./cmd/suyuan
  fi
  for form in deb rpm; do
    "$tool/nfpm" package --config deploy/nfpm.yaml --packager "$form" --target dist/
  done
done
(cd dist && sha256sum ./*.deb ./*.rpm >SHA256SUMS && cat SHA256SUMS)
