#!/bin/bash
# Runs the parts of `provisioning`, each with its own directory and log. The first failure ends user data, so the agent is never
# installed: the instance gets no revision and is replaced.
set -euo pipefail

GOSTYLE_PARTS=/var/lib/gostyle/provisioning
GOSTYLE_PART_LOGS=/var/log/gostyle

# Writes a file of a part from standard input through a program. Usage: put_part_file PART PATH PROGRAM [ARGUMENT..]
put_part_file() {
  local file="$GOSTYLE_PARTS/$1/$2"
  shift 2
  mkdir -p "$(dirname "$file")"
  "$@" >"$file"
  chmod 0700 "$file"
}

# Runs in the part's directory. Usage: run_part PART COMMAND [ARGUMENT..]
run_part() {
  local part="$1" log="$GOSTYLE_PART_LOGS/provisioning-$1.log" started="$SECONDS" status=0
  shift
  mkdir -p "$GOSTYLE_PART_LOGS" "$GOSTYLE_PARTS/$part"
  (cd "$GOSTYLE_PARTS/$part" && exec "$@") >"$log" 2>&1 </dev/null || status="$?"
  if ((status != 0)); then
    echo "provisioning: $part failed with exit status $status after $((SECONDS - started)) s; the end of $log:" >&2
    tail -n 20 "$log" >&2
    return "$status"
  fi
  echo "provisioning: $part took $((SECONDS - started)) s ($log)"
}
