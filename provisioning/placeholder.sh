#!/bin/bash
# Answers the health check on the application's port until the first revision takes it over. Without it the load
# balancer finds a new fleet unhealthy, and Auto Scaling replaces it before anything could be deployed to it.
# Every other path says 404, which nothing may cache: there is nothing at it yet, and nobody mistakes it for the application. Not 503: alarms
# count that as an error of the application, and would stop the deployment that is waited for. It ends in the first DownloadBundle, when
# traffic is blocked and before ApplicationStart, and stays away: an application that does not start is not hidden behind it.
#   GOSTYLE_PLACEHOLDER        command that answers: a step before this one writes it for the first interpreter that is there
#   GOSTYLE_ENVIRONMENT_FILE   PORT, HOST and HEALTH_CHECK_PATH are read from there
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
