#!/bin/bash
# A playbook, on this host itself. Usage: ansible.sh PLAYBOOK
set -euo pipefail

if ! command -v ansible-playbook >/dev/null; then
  if ! command -v dnf >/dev/null; then
    echo "ansible: there is no ansible-playbook here; install ansible-core (pip install ansible-core), or leave the playbook out" >&2
    exit 1
  fi
  dnf install -y -q ansible-core
fi
# Neither colours nor a home, which user data has none of.
export ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false HOME="${HOME:-/root}"
exec ansible-playbook --connection local --inventory localhost, --limit localhost "$1"
