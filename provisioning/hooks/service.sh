#!/bin/bash
# All hooks of an application that is a systemd service. The build puts this script beside the application's unit, and appspec.yml
# names it for each lifecycle event. Nothing in it is specific to an application, because the unit names what to run.
set -euo pipefail

units=("$(dirname "$0")"/*.service)
if [[ ! -e "${units[0]}" ]]; then
  echo "$0: beside this script there must be one systemd unit (*.service), found: none; add it to the same folder of the revision" >&2
  exit 1
fi
if ((${#units[@]} != 1)); then
  echo "$0: beside this script there must be only one systemd unit (*.service), found: ${units[*]}; remove those that it must not start" >&2
  exit 1
fi
unit="$(basename "${units[0]}")"
started="/run/$unit.started"
given=/etc/gostyle/environment

# Runs from the previous revision, and must succeed even if nothing is running, or every later deployment would fail.
# One that keeps crashing is not active, but activating again and again.
stop() {
  case "$(systemctl show --property=ActiveState --value "$unit")" in
    inactive | failed) ;;
    *) systemctl stop "$unit" ;;
  esac
}

start() {
  systemctl daemon-reload
  systemctl enable "$unit"
  # A failed revision that no hook has stopped would still write to the journal.
  stop
  date +%s.%3N >"$started"
  systemctl start "$unit"
}

# Waits until the application serves: a revision that fails here never gets traffic, and is rolled back. A process of the unit
# has to answer twice, so neither another program on its port nor a service that keeps restarting passes.
validate() {
  local answered_by=0 without_port=0 why="$unit does not run" pid port host path addresses url='' answer code
  while :; do
    pid="$(systemctl show --property=MainPID --value "$unit")"
    if ((pid > 0)) && port="$(setting PORT)" && host="$(setting HOST)" && path="$(setting HEALTH_CHECK_PATH)"; then
      case "$host" in
        '' | 0.0.0.0) host=127.0.0.1 ;;
        ::) host='[::1]' ;;
        *:*) host="[$host]" ;;
      esac
      if [[ -z "$port" ]]; then
        # Empty also while a process ends, or begins: one that has none had none half a second ago.
        if ((pid == without_port)); then why="$unit has no PORT in its environment"; else why="$unit does not stay up"; fi
        without_port="$pid"
      elif addresses="$(listens_on)" && [[ -z "$addresses" ]]; then
        why="no process of $unit listens on PORT=$port"
      elif ! reachable; then
        why="$unit listens on $(paste --serial --delimiters=' ' <<<"$addresses") only, where the load balancer does not reach it"
      elif url="http://$host:$port$path" && ! answer="$(ask)"; then
        why="$path: $(sed --quiet '/^curl: /{p;q}' <<<"$answer")"
        answered_by=0
      elif code="${answer##*$'\n'}" && is_target && [[ "$code" != 200* ]]; then
        why="$path answered ${code% }, but health checks need 200"
        answered_by=0
      elif ((answered_by == pid)); then
        return
      else
        answered_by="$pid"
      fi
    fi
    # After a look, because this script may have stood still.
    ((SECONDS < 50)) || break
    sleep 0.5
  done
  case "$why" in
    # It accepts connections.
    *'curl: (28)'*) why+='; it listens, but does not answer this path: another one may, as healthCheckPath of the CDK app' ;;
    *'error: 404' | *' need 200') why+='; set healthCheckPath of the CDK app to a path that answers 200' ;;
  esac
  echo "not healthy after $SECONDS s: $why" >&2
  # What it answers with an error often says why.
  if [[ "$why" == *'curl: (22)'* ]]; then
    { curl --silent --max-time 5 "$url" || true; } | head --bytes=1000 >&2
    echo >&2
  fi
  # The application's own output comes last, because CodeDeploy only keeps the end; without that of the revision before.
  local since=()
  # A script other than this one may have started the unit.
  if [[ -e "$started" ]]; then since=(--since "@$(<"$started")"); fi
  journalctl --unit "$unit" --no-pager --output=cat --lines=15 "${since[@]}" >&2
  exit 1
}

# Prints the error of curl, or the status on a line of its own, and where a redirect leads.
ask() {
  curl --fail --silent --show-error --max-time 5 --output /dev/null --write-out '\n%{http_code} %{redirect_url}' "$url" 2>&1
}

# The variable as the process got it, after quotes and environment files were applied. Empty if the process has ended, or is
# still systemd's own.
setting() { { tr '\0' '\n' <"/proc/$pid/environ"; } 2>/dev/null | sed -n "s/^$1=//p" | tail -n 1; }

# The addresses at which the unit's main process, or one that it started (as servers with workers do), listens on the port.
listens_on() {
  local address rest listener
  while read -r _ _ _ address _ rest; do
    while read -r listener; do
      while ((listener > 1)); do
        if ((listener == pid)); then echo "${address%:*}" && break 2; fi
        listener="$(sed -n 's/^PPid:\t//p' "/proc/$listener/status" 2>/dev/null)"
      done
    done < <(grep --only-matching 'pid=[0-9]*' <<<"$rest" | cut -d= -f2)
  done < <(ss --no-header --listening --tcp --numeric --processes "sport = :$port") | sort --unique
}

# Whether the load balancer sends requests to the service, and not to a proxy on its host.
is_target() { grep --quiet --line-regexp "PORT=$port" "$given" 2>/dev/null; }

# Fails if the service only listens for programs on its own host, on the port to which the load balancer sends requests.
reachable() {
  local own address
  is_target || return 0
  own="$(sed -n 's/^HOST=//p' "$given")"
  while read -r address; do
    case "$address" in
      "$own" | "[::ffff:$own]") return 0 ;;
      127.* | '[::1]' | '[::ffff:127.'*) ;;
      *) return 0 ;;
    esac
  done <<<"$addresses"
  return 1
}

case "$LIFECYCLE_EVENT" in
  ApplicationStop) stop ;;
  ApplicationStart) start ;;
  ValidateService) validate ;;
  *) echo "$0: nothing to do for $LIFECYCLE_EVENT" ;;
esac
