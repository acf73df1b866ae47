#!/bin/bash
# Runs the probes of the small systemctl on this systemd, and writes their output, one file each.
set -uo pipefail
until systemctl is-active --quiet multi-user.target; do sleep 0.2; done
# Units of this Debian that would interfere with the probes.
systemctl disable --quiet --now apt-daily.timer apt-daily-upgrade.timer e2scrub_reap.service 2>/dev/null
systemctl reset-failed

mkdir -p /srv/results/recorded
for probes in /opt/probes/*.sh; do
  name="$(basename "$probes" .sh)"
  case "$name" in library | run-probes) continue ;; esac
  /opt/probes/run-probes.sh "$probes" >"/srv/results/recorded/$name.txt" 2>&1
done
touch /srv/results/finished
systemctl poweroff
