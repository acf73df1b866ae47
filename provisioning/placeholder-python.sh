#!/bin/bash
# The placeholder (see placeholder.sh) for hosts without Node.js: every Amazon Linux 2023 has Python 3.
set -euo pipefail

write_python_placeholder() {
  if [[ -n "${GOSTYLE_PLACEHOLDER:-}" || ! -x /usr/bin/python3 ]]; then return; fi
  install -d -m 0755 /opt/gostyle
  # Complete when it appears, because the placeholder may be starting.
  cat >/opt/gostyle/placeholder.py.new <<'PYTHON'
import glob, http.server, os, socket, threading, time
root = '/opt/codedeploy-agent/deployment-root'
health = os.environ['HEALTH_CHECK_PATH']
class Placeholder(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    timeout = 10
    def __getattr__(self, name):
        if not name.startswith('do_'):
            raise AttributeError(name)
        return self.answer
    def answer(self):
        healthy = self.path.split('?')[0] == health
        body = b'waiting for the first revision\n' if healthy else b'no revision is deployed yet\n'
        self.send_response(200 if healthy else 404)
        headers = {'content-type': 'text/plain', 'cache-control': 'no-store', 'connection': 'close', 'content-length': str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)
    def finish(self):
        super().finish()
        try:
            self.connection.shutdown(socket.SHUT_WR)
            while self.connection.recv(65536):
                pass
        except OSError:
            pass
    def log_message(self, *arguments):
        pass
server = http.server.ThreadingHTTPServer((os.environ.get('HOST', '0.0.0.0'), int(os.environ['PORT'])), Placeholder)
threading.Thread(target=server.serve_forever, daemon=True).start()
while not glob.glob(root + '/deployment-instructions/*_most_recent_install') and not glob.glob(root + '/*/*/deployment-archive'):
    time.sleep(0.1)
PYTHON
  mv -f /opt/gostyle/placeholder.py.new /opt/gostyle/placeholder.py
  GOSTYLE_PLACEHOLDER='/usr/bin/python3 /opt/gostyle/placeholder.py'
}

write_python_placeholder
