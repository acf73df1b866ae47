#!/bin/bash
# Records the output of systemctl and journalctl on a real systemd: boots a disposable Debian and runs the probes of the small systemctl in it.
# Writes their output to local/test/fleet/systemd/probes/recorded, which the tests compare with local instances. With --check it fails if the
# output has changed. Needs root on Debian.
# Usage: test/instance/probes.sh [--check] [DIRECTORY]   DIRECTORY: where the Debian tree is kept between runs
set -euo pipefail
cd "$(dirname "$0")/../.."

check=no
if [[ "${1:-}" == --check ]]; then
  check=yes
  shift
fi
# shellcheck source=test/instance/machine.sh
source test/instance/machine.sh
recorded=local/test/fleet/systemd/probes/recorded

install_tools debootstrap systemd-nspawn
make_tree
mount_machine
install -m 0644 test/instance/image/probes.service "$machine/etc/systemd/system/"
ln -s ../probes.service "$machine/etc/systemd/system/multi-user.target.wants/probes.service"
# Copies, so that changes in the repository meanwhile have no effect.
cp -r local/test/fleet/systemd/probes test/instance/inside "$work"
boot_machine 1800 --bind-ro="$work/inside":/opt/instance-test --bind-ro="$work/probes":/opt/probes

if [[ ! -e "$work/results/finished" ]]; then
  tail -n 20 "$work/console.log" "$work/results/probes.log" >&2
  echo 'the probes did not come to their end' >&2
  exit 1
fi
if [[ "$check" == no ]]; then
  rm -rf "$recorded"
  cp -r "$work/results/recorded" "$recorded"
else
  PROBES_SHOWN="$work/results/recorded" npx jest --coverage=false --maxWorkers=1 local/test/fleet/systemd/recorded
fi
