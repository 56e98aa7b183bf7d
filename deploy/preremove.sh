#!/bin/sh
# A removal stops the node; homes with their keys and data stay. An update stops nothing.
set -e
case "$1" in upgrade | 1) exit 0 ;; esac
if [ -d /run/systemd/system ]; then systemctl stop suyuan-anchor.timer suyuan.service || true; fi
