#!/bin/bash
# Answers health checks on the application's port until the first revision takes over the port. Without it, the load
# balancer would find a new fleet unhealthy, and Auto Scaling would replace it before anything could be deployed to it.
# Every other path gets a 404 that must not be cached, so that nobody mistakes the placeholder for the application. Not a 503, which alarms
# would count as an error of the application: they would stop the very deployment that ends the placeholder. It exits during the first
# DownloadBundle, when traffic is blocked and before ApplicationStart, and never comes back, so that it cannot hide an application that does
# not start.
#   GOSTYLE_PLACEHOLDER        command of the placeholder: an earlier step sets it for the first interpreter that is installed
#   GOSTYLE_ENVIRONMENT_FILE   file with PORT, HOST and HEALTH_CHECK_PATH
set -euo pipefail

start_placeholder() {
  local unit=gostyle-placeholder.service
  if [[ -e "/etc/systemd/system/$unit" ]]; then
    echo "placeholder: $unit is there"
    return
  fi
  if [[ -z "${GOSTYLE_PLACEHOLDER:-}" ]]; then
    echo "placeholder: neither Node.js nor Python 3 is there to answer the health check" >&2
    return 1
  fi
  cat >"/etc/systemd/system/$unit" <<UNIT
[Unit]
Description=Answers health checks until the first revision is deployed
[Service]
EnvironmentFile=$GOSTYLE_ENVIRONMENT_FILE
ExecStart=$GOSTYLE_PLACEHOLDER
Restart=on-failure
TimeoutStopSec=10
DynamicUser=yes
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable "$unit"
  systemctl start "$unit"
}

start_placeholder
