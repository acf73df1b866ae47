# shellcheck shell=bash
# What the probes are written with. Sourced before each of them, on a real systemd and in a local instance.

began="$EPOCHREALTIME"

# Usage: unit NAME <<TEXT   writes a unit's file, and tells systemd of nothing
unit() {
  mkdir -p "$(dirname "/etc/systemd/system/$1")"
  sed 's/^ *//' >"/etc/systemd/system/$1"
}

# Usage: quietly COMMAND..   what is no matter of the probe
quietly() { "$@" >/dev/null 2>&1 || true; }

# Usage: run COMMAND..   shows what it says and its exit status
run() {
  local status errors
  errors="$(mktemp)"
  echo "\$ $*"
  "$@" 2>"$errors" | sed 's/^/  /'
  status="${PIPESTATUS[0]}"
  sed 's/^/  ! /' "$errors"
  rm -f "$errors"
  echo "  exit $status"
}

# Usage: properties UNIT NAME..
properties() {
  local unit="$1"
  shift
  systemctl show "$unit" "${@/#/--property=}" | sort | sed "s/^/  $unit /"
}

# Usage: state UNIT..   where it stands, once it moves no more
state() {
  local unit
  for unit; do
    settle "$unit"
    echo "  $unit $(systemctl show "$unit" -p LoadState -p ActiveState -p SubState -p Result -p ExecMainStatus | sort | cut -d= -f2 | xargs)"
  done
}

# Usage: settle UNIT
settle() {
  local turn
  for turn in {1..150}; do
    case "$(systemctl show "$1" -p ActiveState --value)" in
      activating | deactivating | reloading) sleep 0.1 ;;
      *) return 0 ;;
    esac
  done
  echo "  still $(systemctl show "$1" -p SubState --value) after $turn looks"
}

# Usage: becomes UNIT ACTIVE_STATE
becomes() {
  local turn
  for turn in {1..150}; do
    [[ "$(systemctl show "$1" -p ActiveState --value)" != "$2" ]] || return 0
    sleep 0.1
  done
  echo "  $1 is not $2 after $turn looks but $(systemctl show "$1" -p ActiveState --value)"
}

# Usage: reaches UNIT SUB_STATE
reaches() {
  until [[ "$(systemctl show "$1" -p SubState --value)" == "$2" ]]; do sleep 0.1; done
}

# Usage: output UNIT   what the unit's own programs wrote
output() {
  sleep 0.1
  # systemd's journal is written by another process than the unit's.
  quietly journalctl --sync
  journalctl -u "$1" -o cat --no-pager --since "@$began" _TRANSPORT=stdout 2>/dev/null | sed 's/^/  | /'
}

# Usage: script PATH <<TEXT
script() {
  sed 's/^ *//' >"$1"
  chmod +x "$1"
}

# Usage: main_pid UNIT
main_pid() { systemctl show -p MainPID --value "$1"; }
