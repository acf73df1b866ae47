#!/bin/bash
# The placeholder (see placeholder.sh) for hosts with Node.js.
set -euo pipefail

write_node_placeholder() {
  if [[ -n "${GOSTYLE_PLACEHOLDER:-}" || ! -x /usr/local/bin/node ]]; then return; fi
  install -d -m 0755 /opt/gostyle
  # Complete when it appears, because the placeholder may be starting.
  cat >/opt/gostyle/placeholder.mjs.new <<'JS'
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
  const fetched = (group) => namesIn(`${agentRoot}/${group}`)
    .some((deployment) => existsSync(`${agentRoot}/${group}/${deployment}/deployment-archive`));
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
  mv -f /opt/gostyle/placeholder.mjs.new /opt/gostyle/placeholder.mjs
  GOSTYLE_PLACEHOLDER='/usr/local/bin/node /opt/gostyle/placeholder.mjs'
}

write_node_placeholder
