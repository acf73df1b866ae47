#!/bin/bash
# Installs packages of Debian. Waits while another process does so, such as the updates of a machine that has just started.
# Usage: apt-install.sh PACKAGE..
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

# The option for dpkg's lock does not cover the lock of the lists.
until errors="$(apt-get update -qq 2>&1)"; do
  if [[ "$errors" != *'Could not get lock'* ]]; then
    echo "$errors" >&2
    exit 1
  fi
  sleep 1
done
apt-get install -qq --yes -o DPkg::Lock::Timeout=600 --no-install-recommends "$@" >/dev/null
