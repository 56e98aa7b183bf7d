#!/bin/sh
# An update takes hold with the next restart, which is the operator's to choose.
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
