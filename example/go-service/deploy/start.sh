#!/bin/bash
# ApplicationStart: (re)starts the service.
set -euo pipefail

unit=go-service.service

systemctl daemon-reload
systemctl enable "$unit"
# Not `start`: after a revision whose deployment failed half-way, the old process may still run.
systemctl restart "$unit"
