#!/bin/bash
# Started by systemd at each boot: the first boot runs one half of the test, the second boot the other. Then switches the machine off.
set -uo pipefail
cd /opt/instance-test || exit

if [[ ! -e /srv/results/booted ]]; then
  touch /srv/results/booted
  ./first-boot.sh
else
  ./second-boot.sh
  touch /srv/results/finished
fi
