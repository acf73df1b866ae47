#!/bin/bash
# Installs packages of Debian. Waits while another process does so, such as the updates of a machine that has just started.
# Usage: apt-install.sh PACKAGE..
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

# Usage: when_unlocked COMMAND..   an option of apt covers the lock of dpkg, but not those of its lists and its archives
when_unlocked() {
  local errors began=$SECONDS
  until errors="$("$@" 2>&1 >/dev/null)"; do
    if [[ "$errors" != *'Could not get lock'* ]] || ((SECONDS - began > 600)); then
      echo "$errors" >&2
      return 1
    fi
    echo 'waiting for another process that installs packages' >&2
    sleep 5
  done
  # Warnings: lists that could not be fetched.
  [[ -z "$errors" ]] || echo "$errors" >&2
}

when_unlocked apt-get update -qq
when_unlocked apt-get install -qq --yes --no-install-recommends "$@"
