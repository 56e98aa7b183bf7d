#!/usr/bin/env bash
# Static programs and packages of one version for every architecture, into dist. The packer runs at
# an exact version and is no dependency of the module.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${VERSION:-$(git describe --tags --match 'v[0-9]*' 2>/dev/null || echo 0.1.0)}
export VERSION=${version#v} CGO_ENABLED=0 GOOS=linux
packer=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4
commit=$(git describe --always --dirty 2>/dev/null || echo unknown)
go=${GO:-go}
if command -v systemd-analyze >/dev/null; then
  systemd-analyze security --offline=true --threshold=30 deploy/systemd/suyuan.service >/dev/null
fi
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
GOBIN=$tool GOOS= GOFLAGS=-mod=mod "$go" install "$packer"
mkdir -p bin dist
for GOARCH in ${ARCHES:-amd64 arm64 loong64}; do
  export GOARCH PROGRAM=bin/suyuan-linux-$GOARCH
  "$go" build -trimpath -ldflags "-s -w -X main.commit=$commit -X main.version=$VERSION" \
    -o "$PROGRAM" ./cmd/suyuan
  for form in deb rpm; do
    "$tool/nfpm" package --config deploy/nfpm.yaml --packager "$form" --target dist/
  done
done
(cd dist && sha256sum ./*.deb ./*.rpm >SHA256SUMS && cat SHA256SUMS)
