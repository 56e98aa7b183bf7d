#!/bin/sh
# A removal stops every node, and none starts by itself after a new installation; homes with their
# keys and data stay. An update stops nothing.
set -e
case "$1" in upgrade | failed-upgrade | 1) exit 0 ;; esac
if [ -d /run/systemd/system ]; then
  systemctl stop suyuan-anchor.timer suyuan.service 'suyuan@*.service' || true
  systemctl disable suyuan-anchor.timer suyuan.service || true
  systemctl list-unit-files --state=enabled --no-legend 'suyuan@*' 2>/dev/null |
    while read -r unit _; do systemctl disable "$unit" || true; done
fi
