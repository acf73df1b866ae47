#!/bin/bash
# ValidateService: waits for a limited time until the service reports that it is ready, with its database.
set -euo pipefail

unit=link-shortener.service
limit_seconds=30

main_pid() { systemctl show --property=MainPID --value "$unit"; }

# A variable as the process got it, after quotes, drop-ins and environment files were applied.
setting() {
  local value
  value="$(tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" | sed -n "s/^$2=//p" | tail -n 1)" || true
  echo "${value:-$3}"
}

# Fails unless a process of the unit listens on the port: a response from another program would prove nothing.
# Sockets are identified by their inodes, in the kernel's table and among the open files of a process.
listens() {
  local inodes pid open
  inodes="$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null \
    | awk -v port="$(printf '%04X' "$2")" '$4 == "0A" && $2 ~ ":" port "$" { print "socket:[" $10 "]" }')"
  [[ -n "$inodes" ]] || return 1
  for pid in "$1" $(pgrep --parent "$1"); do
    # `grep` would end before `find` has written everything, which `pipefail` takes for a failure.
    open="$(find "/proc/$pid/fd" -type l -printf '%l\n' 2>/dev/null)" || true
    if grep --quiet --fixed-strings --line-regexp "$inodes" <<<"$open"; then return; fi
  done
  return 1
}

# Prints the status. Uses Node.js, because curl may not be installed.
ask() {
  /usr/local/bin/node -e '
    fetch(process.argv[1], { redirect: "manual", signal: AbortSignal.timeout(2000) })
      .then(({ status }) => console.log(status), (error) => console.log(error.cause?.code ?? error.name))
  ' "$1"
}

url='the service'
answer='its process does not run'
answered_by=0
while :; do
  pid="$(main_pid)"
  if ((pid == 0)); then
    answer='its process does not run'
  else
    port="$(setting "$pid" PORT 3000)"
    host="$(setting "$pid" HOST 127.0.0.1)"
    case "$host" in 0.0.0.0 | localhost) host=127.0.0.1 ;; :: | '') host='[::1]' ;; *:*) host="[$host]" ;; esac
    url="http://$host:$port/ready"
    if ! listens "$pid" "$port"; then
      answer="nothing of $unit listens on port $port"
    else
      answer="$(ask "$url")"
      # Twice by the same process: a service that keeps restarting is not healthy.
      if [[ "$answer" == 200 && "$answered_by" == "$pid" ]]; then
        echo "$url answers 200, from process $pid"
        exit 0
      fi
      [[ "$answer" == 200 ]] && answered_by="$pid"
    fi
  fi
  # After a look, because this script may have stood still.
  ((SECONDS < limit_seconds)) || break
  sleep 0.5
done

# The reason comes last, because CodeDeploy only keeps the end of the output. `systemctl status` shows only lines since the
# last start; what the application logged before it exited is in the journal.
{
  systemctl status --no-pager --lines=0 "$unit" | head -n 5 || true
  journalctl --unit "$unit" --no-pager --output=cat --lines=15 || true
  echo "$url is not ready after $limit_seconds seconds: $answer"
} >&2
exit 1
