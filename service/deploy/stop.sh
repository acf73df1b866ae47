#!/bin/bash
# ApplicationStop: runs from the previous revision, whatever state that was left in. If it failed, every
# later deployment would fail.
set -euo pipefail

unit=link-shortener.service

if [[ ! -e "/etc/systemd/system/$unit" ]]; then
  echo "$unit is not installed: nothing to stop"
  exit 0
fi
systemctl stop "$unit"
