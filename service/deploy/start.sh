#!/bin/bash
# ApplicationStart: takes the port over from the placeholder of a new instance, then (re)starts the service.
set -euo pipefail

unit=link-shortener.service
placeholder=gostyle-placeholder.service

systemctl daemon-reload
if [[ -e "/etc/systemd/system/$placeholder" ]]; then
  systemctl disable "$placeholder"
  systemctl stop "$placeholder"
fi
systemctl enable "$unit"
# Not `start`: after a revision whose deployment failed half-way, the old process may still run.
systemctl restart "$unit"
