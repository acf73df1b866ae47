#!/bin/bash
set -euo pipefail
mkdir -p /etc/gostyle /opt/placeholder
echo "PORT=3000" >/etc/gostyle/environment
cat >/opt/placeholder/main.mjs <<'JS'
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.writeHead(request.url === '/health' ? 200 : 503);
  response.end(request.url === '/health' ? 'waiting for the first revision\n' : 'no revision yet');
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => server.close());
JS
cat >/etc/systemd/system/placeholder.service <<'UNIT'
[Service]
EnvironmentFile=/etc/gostyle/environment
ExecStart=/usr/local/bin/node /opt/placeholder/main.mjs
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now placeholder.service
