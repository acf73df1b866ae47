#!/bin/bash
# ValidateService: waits for a limited time until the service reports that it is healthy. Its own process has to answer twice, so neither
# another program on its port nor a service that keeps restarting passes.
set -euo pipefail

unit=go-service.service
limit_seconds=30

# A variable as the process got it, after quotes, drop-ins and environment files were applied.
setting() { tr '\0' '\n' <"/proc/$pid/environ" | sed -n "s/^$1=//p" | tail -n 1; }

# Sockets are identified by their inodes, in the kernel's table and among the open files of a process.
listens() {
  local inodes open
  inodes="$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null \
    | awk -v port="$(printf '%04X' "$port")" '$4 == "0A" && $2 ~ ":" port "$" { print "socket:[" $10 "]" }')"
  [[ -n "$inodes" ]] || return 1
  # `grep` would end before `find` has written everything, which `pipefail` takes for a failure.
  open="$(find "/proc/$pid/fd" -type l -printf '%l\n' 2>/dev/null)" || true
  grep --quiet --fixed-strings --line-regexp "$inodes" <<<"$open"
}

answered_by=0
why='its process does not run'
while :; do
  pid="$(systemctl show --property=MainPID --value "$unit")"
  if ((pid > 0)) && port="$(setting PORT)" && host="$(setting HOST)" && path="$(setting HEALTH_CHECK_PATH)"; then
    if [[ "$host" == 0.0.0.0 || -z "$host" ]]; then host=127.0.0.1; fi
    if ! listens; then
      why="nothing of $unit listens on port $port"
    elif ! why="$(curl --fail --silent --show-error --max-time 2 --output /dev/null "http://$host:$port$path" 2>&1)"; then
      answered_by=0
    elif ((answered_by == pid)); then
      echo "http://$host:$port$path answers, from process $pid"
      exit 0
    else
      answered_by="$pid"
    fi
  fi
  # After a look, because this script may have stood still.
  ((SECONDS < limit_seconds)) || break
  sleep 0.5
done

# The reason comes last: CodeDeploy keeps only the end of the output.
{
  journalctl --unit "$unit" --no-pager --output=cat --lines=15 || true
  echo "$unit is not healthy after $limit_seconds seconds: $why"
} >&2
exit 1
