#!/bin/bash
# Validates the documents that hosts get with cloud-init's own schema, from Debian's package. The package is only unpacked, because installing it
# would set up this machine. Usage: cloud-init.sh ENVIRONMENT, a Python with verification/requirements-cloud-init.txt
set -euo pipefail
cd "$(dirname "$0")/.."
python="$(realpath "$1")/bin/python"

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo 'cloud-init: its documents are not checked, because this machine lacks apt-get or dpkg-deb, with which to get it' >&2
  exit 0
fi
directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT
(cd "$directory" && apt-get download --quiet cloud-init >download.log 2>&1) || { cat "$directory/download.log" >&2; exit 1; }
dpkg-deb --extract "$directory"/cloud-init_*.deb "$directory"
modules="$directory/usr/lib/python3/dist-packages"

check() {
  PYTHONPATH="$modules" "$python" -m cloudinit.cmd.main schema --config-file "$1"
}

mapfile -t documents < <(grep -lx '#cloud-config' -r test/fixtures verification/cloud-config example/hosts | grep -v mistake.yml)
for document in "${documents[@]}"; do check "$document"; done
if output="$(check verification/cloud-config/mistake.yml 2>&1)"; then
  echo "cloud-init: verification/cloud-config/mistake.yml must be refused, and was not: $output" >&2
  exit 1
fi
echo "cloud-init: ${#documents[@]} documents are valid, and a mistake is refused"
