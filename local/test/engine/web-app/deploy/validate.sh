#!/bin/bash
# Only checks that it responds: whether it is healthy is up to the load balancer.
set -eu
# shellcheck source=/dev/null
. /etc/gostyle/environment
tries=0
until (exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r _ <&3) 2>/dev/null; do
  tries=$((tries + 1))
  # Slow is not broken: one that cannot run has failed before.
  { [ "$tries" -lt 300 ] && ! systemctl is-failed --quiet web; } || { echo "nothing answers on port $PORT" >&2; exit 1; }
  sleep 0.1
done
