#!/bin/bash
# Answers the health check on the application's port until the first revision takes it over. Without it the load
# balancer finds a new fleet unhealthy, and Auto Scaling replaces it before anything could be deployed to it.
# Every other path says 404, which nothing may cache: there is nothing at it yet, and nobody mistakes it for the application. Not 503: alarms
# count that as an error of the application, and would stop the deployment that is waited for. It ends in the first DownloadBundle, when
# traffic is blocked and before ApplicationStart, and stays away: an application that does not start is not hidden behind it.
#   GOSTYLE_ENVIRONMENT_FILE   PORT, HOST and HEALTH_CHECK_PATH are read from there
set -euo pipefail

start_placeholder() {
  local unit=gostyle-placeholder.service
  if [[ -e "/etc/systemd/system/$unit" ]]; then
    echo "placeholder: $unit is there"
    return
  fi
  install -d -m 0755 /opt/gostyle
  cat >/opt/gostyle/placeholder.mjs <<'JS'
import { existsSync, readdirSync, watch } from 'node:fs';
import { createServer } from 'node:http';
const { HOST = '0.0.0.0', PORT, HEALTH_CHECK_PATH } = process.env;
const agentRoot = '/opt/codedeploy-agent/deployment-root';
const instructions = `${agentRoot}/deployment-instructions`;
const watched = new Set();
const said = new Set();
function namesIn(directory) {
  try {
    if (!watched.has(directory)) watch(directory, makeWay);
    watched.add(directory);
    return readdirSync(directory);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(error.code) && !said.has(error.message)) console.error(error.message);
    said.add(error.message);
    return [];
  }
}
function makeWay() {
  const installed = namesIn(instructions).some((name) => name.endsWith('_most_recent_install'));
  const fetched = (group) => namesIn(`${agentRoot}/${group}`).some((deployment) => existsSync(`${agentRoot}/${group}/${deployment}/deployment-archive`));
  if (installed || namesIn(agentRoot).some(fetched)) process.exit(0);
}
makeWay();
setInterval(makeWay, 100);
const server = createServer((request, response) => {
  const healthy = request.url?.split('?')[0] === HEALTH_CHECK_PATH;
  response.writeHead(healthy ? 200 : 404, { 'content-type': 'text/plain', 'cache-control': 'no-store', connection: 'close' });
  response.end(healthy ? 'waiting for the first revision\n' : 'no revision is deployed yet\n');
});
server.listen(Number(PORT), HOST);
process.once('SIGTERM', () => server.close(() => process.exit(0)));
JS
  cat >"/etc/systemd/system/$unit" <<UNIT
[Unit]
Description=Answers health checks until the first revision is deployed
[Service]
EnvironmentFile=$GOSTYLE_ENVIRONMENT_FILE
ExecStart=/usr/local/bin/node /opt/gostyle/placeholder.mjs
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
