#!/bin/bash
# Runs the probes of files: `### TITLE` and below it what it does. Prints each with what it showed; it leaves no unit behind.
# Usage: run-probes.sh FILE.. [-- TITLE]
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# What a probe may have left, whatever it was.
clean_up() {
  {
    timeout 100 systemctl kill --signal=SIGKILL 'p.service' 'p-*.service' 'p@*.service'
    timeout 100 systemctl stop 'p.service' 'p-*.service' 'p@*.service' 'p.target'
    find /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system \( -name 'p.*' -o -name 'p-*' -o -name 'p@*' \) -exec rm -rf {} +
    timeout 100 systemctl daemon-reload
    timeout 100 systemctl reset-failed
    pkill -9 -f '^(sleep|/bin/sleep) 100[0-9]'
    rm -rf /opt/probe /run/p.pid /etc/probe*
    mkdir -p /opt/probe
  } >/dev/null 2>&1
}

clean_up
for file; do
  awk -v folder="$work" '
    /^### / { n++; name = sprintf("%s/%04d", folder, n); print substr($0, 5) >(name ".title"); next }
    n { print >(name ".sh") }
  ' "$file"
  for title in "$work"/*.title; do
    probe="${title%.title}.sh"
    echo "### $(cat "$title")"
    # shellcheck disable=SC2016 # the inner shell expands them
    (cd / && timeout 300 bash -c 'source "$1"; source "$2"' bash "$here/library.sh" "$probe") 2>&1 </dev/null
    clean_up
    rm "$title" "$probe"
  done
done
