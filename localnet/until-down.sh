#!/usr/bin/env bash
# Waits until the network of a folder is down, whoever stopped it, or gone.
#
#   localnet/until-down.sh DIR
set -euo pipefail
record=${1:?folder of a network}/network.json
while [ -e "$record" ] && grep -q '^  "down": false' "$record"; do sleep 1; done
echo "网络已停止 the network is down"
