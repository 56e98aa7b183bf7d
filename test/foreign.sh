#!/usr/bin/env bash
# The vectors and the cryptography on other processors, emulated: the same bytes as here. Needs
# Debian's qemu-user.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for pair in arm64:aarch64 loong64:loongarch64; do
  arch=${pair%:*} emulator=qemu-${pair#*:}
  command -v "$emulator" >/dev/null || { echo "$emulator is missing: apt-get install qemu-user"; exit 1; }
  for package in crypto tx test/vectors; do
    CGO_ENABLED=0 GOARCH=$arch go test -trimpath -c -o "$dir/it" "./$package"
    echo "$arch $package"
    (cd "$package" && "$emulator" "$dir/it" -test.short)
  done
done
