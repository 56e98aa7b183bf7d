#!/bin/sh
# The user that nodes run as; it has no password and no shell.
set -e
getent group suyuan >/dev/null || groupadd --system suyuan
getent passwd suyuan >/dev/null || useradd --system --gid suyuan --home-dir /var/lib/suyuan \
  --no-create-home --shell /usr/sbin/nologin suyuan
