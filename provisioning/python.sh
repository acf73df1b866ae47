#!/bin/bash
# Installs Python at /usr/local/bin/python, from Amazon Linux's own repository: signed, patched with the system, and reachable through the S3
# gateway endpoint. Several versions can be installed side by side, as python3.12 and python3.13; the system's own python3 is left unchanged.
#   GOSTYLE_PYTHON_VERSION   major and minor version
set -euo pipefail

install_python() {
  local program="/usr/bin/python$GOSTYLE_PYTHON_VERSION"
  if [[ -x /usr/local/bin/python ]]; then
    echo "python: $(/usr/local/bin/python --version) is there"
    return
  fi
  [[ -x "$program" ]] || dnf install -y -q "python$GOSTYLE_PYTHON_VERSION"
  ln -sfn "$program" /usr/local/bin/python
  echo "python: installed $(/usr/local/bin/python --version)"
}

install_python
