#!/bin/bash
# Runs the given commands at the same time and prefixes their output with their names.
# The first failure stops the others; its last lines are printed again at the end.
set -uo pipefail

output="$(mktemp -d)"
declare -A names=()

finish() {
  for pid in "${!names[@]}"; do
    # Each job is a process group, so that its children end with it.
    kill -TERM -- "-$pid" 2>/dev/null
  done
  wait
  # The job has ended, but perhaps not all that it started.
  for pid in "${!names[@]}"; do
    for ((look = 0; look < 1200; look++)); do
      kill -0 -- "-$pid" 2>/dev/null || continue 2
      sleep 0.05
    done
    kill -KILL -- "-$pid" 2>/dev/null
  done
  rm -rf "$output"
}
trap finish EXIT

run() {
  local name="$1" command="$2" started=$SECONDS status
  "$command" 2>&1 | tee "$output/$name" | sed -u "s/^/[$name] /"
  status="${PIPESTATUS[0]}"
  echo "[$name] ended with status $status after $((SECONDS - started)) s"
  return "$status"
}

set -m
for command in "$@"; do
  name="$(basename "$command" .sh)"
  run "$name" "$command" &
  names[$!]="$name"
done
set +m

while ((${#names[@]} > 0)); do
  wait -n -p ended "${!names[@]}"
  status=$?
  name="${names[$ended]}"
  unset "names[$ended]"
  if ((status != 0)); then
    printf '\n%s failed with status %s; its last lines:\n' "$name" "$status" >&2
    tail -n 40 "$output/$name" >&2
    exit "$status"
  fi
done
