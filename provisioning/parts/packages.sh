#!/bin/bash
# Packages of the machine image's own repositories. Usage: packages.sh NAME..
set -euo pipefail

if ! command -v dnf >/dev/null; then
  # A local run, whose instances are views of this machine: what it should have is for whoever owns it to decide.
  echo "packages: there is no dnf here, so these are not installed: $*"
  exit 0
fi
dnf install -y -q "$@"
