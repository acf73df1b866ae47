#!/bin/bash
# ApplicationStart: (re)starts the service.
set -euo pipefail

unit=link-shortener.service

systemctl daemon-reload
systemctl enable "$unit"
# Not `start`, because the old process may still be running after a deployment that failed halfway.
systemctl restart "$unit"
