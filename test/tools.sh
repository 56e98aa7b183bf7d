#!/usr/bin/env bash
# The outside referees of the tests: a spreadsheet, a PDF reader, an accountant's program, a browser,
# another language. Without arguments: says what is missing. --install: installs it (Debian, root).
set -euo pipefail
cd "$(dirname "$0")/.."
# program:package, or a file of the package
tools=(soffice:libreoffice-calc-nogui pdftotext:poppler-utils hledger:hledger chromium:chromium
  node:nodejs npm:npm openssl:openssl ip:iproute2 unshare:util-linux strace:strace
  /usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf:fonts-lxgw-wenkai
  /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk)
scripts=(test/browser test/verifyjs) # folders with a package-lock.json

missing() {
  local t
  for t in "${tools[@]}"; do
    case $t in
      /*) [ -e "${t%%:*}" ] || echo "${t##*:}" ;;
      *) command -v "${t%%:*}" >/dev/null || echo "${t##*:}" ;;
    esac
  done | sort -u
}

if [ "${1:-}" = --install ]; then
  packages=$(missing)
  if [ -n "$packages" ]; then
    apt-get update -q
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
  fi
  for d in "${scripts[@]}"; do
    (cd "$d" && npm ci --no-audit --no-fund)
  done
fi

packages=$(missing | tr '\n' ' ')
for d in "${scripts[@]}"; do
  [ -d "$d/node_modules" ] || packages="$packages$d/node_modules "
done
if [ -n "$packages" ]; then
  echo "the tests' outside referees are missing: $packages" >&2
  echo "as root on Debian: test/tools.sh --install" >&2
  exit 1
fi
