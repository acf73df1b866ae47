#!/bin/bash
# Installs Node.js at /usr/local/bin/node, from Amazon Linux's own repository: signed, patched with the system, and
# reachable through the S3 gateway endpoint. Several versions can be installed side by side, as node-24 and node-26.
#   GOSTYLE_NODE_VERSION   the major version
set -euo pipefail

install_nodejs() {
  if [[ -x /usr/local/bin/node ]]; then
    echo "nodejs: $(/usr/local/bin/node --version) is there"
    return
  fi
  dnf install -y -q "nodejs$GOSTYLE_NODE_VERSION"
  ln -sfn "/usr/bin/node-$GOSTYLE_NODE_VERSION" /usr/local/bin/node
  echo "nodejs: installed $(/usr/local/bin/node --version)"
}

install_nodejs
