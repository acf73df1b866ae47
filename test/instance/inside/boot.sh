#!/bin/bash
# Started by systemd at each boot: the first runs one half of the test, the second the other. Then the machine goes off.
set -uo pipefail
cd /opt/instance-test || exit

if [[ ! -e /srv/results/booted ]]; then
  touch /srv/results/booted
  ./first-boot.sh
else
  ./second-boot.sh
  touch /srv/results/finished
fi
