#!/bin/bash
# A playbook, on this host itself. Usage: ansible.sh PLAYBOOK
#   GOSTYLE_SKIPPED   file for what a local run, whose instances are views of this machine, does without and reports
set -euo pipefail

if ! command -v ansible-playbook >/dev/null; then
  if ! command -v dnf >/dev/null; then
    if [[ -n "${GOSTYLE_SKIPPED:-}" ]]; then
      echo "$1 is not applied, because this machine has no ansible-playbook: install ansible-core in /usr or /usr/local" | tee -a "$GOSTYLE_SKIPPED"
      exit 0
    fi
    echo "ansible: there is neither ansible-playbook nor dnf here; install ansible-core, or leave the playbook out" >&2
    exit 1
  fi
  dnf install -y -q ansible-core
fi
# Neither colours nor a home, which user data has none of.
export ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false HOME="${HOME:-/root}"
exec ansible-playbook --connection local --inventory localhost, --limit localhost "$1"
