#!/bin/sh
# Only that it answers: whether it is healthy is for the load balancer to say.
set -eu
# shellcheck source=/dev/null
. /etc/gostyle/environment
tries=0
until /usr/local/bin/node -e 'fetch(process.argv[1]).then(() => 0, () => process.exit(1))' "http://127.0.0.1:$PORT/"; do
  tries=$((tries + 1))
  [ "$tries" -lt 50 ] || { echo "nothing answers on port $PORT" >&2; exit 1; }
  sleep 0.1
done
