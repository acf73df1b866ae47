# shellcheck shell=bash
# To be sourced. Prints one line per check, as in TAP; `check` runs its command in a subshell.

# Usage: check NAME COMMAND..
check() {
  local name="$1" output
  shift
  if output="$("$@" 2>&1)"; then
    echo "ok - $name"
  else
    echo "not ok - $name"
    printf '%s\n' "$output" | sed 's/^/    /'
  fi
}

refuses() { ! "$@"; }

# Usage: answers STATUS PATH [TEXT]
answers() {
  /usr/local/bin/node /opt/instance-test/ask.mjs "$@"
}

is_active() { systemctl is-active --quiet "$1"; }

main_pid() { systemctl show --property=MainPID --value "$1"; }

runs_as_own_user() {
  local user
  user="$(stat --format=%u "/proc/$(main_pid "$1")/status")"
  echo "user id: $user"
  [[ -n "$user" && "$user" != 0 ]]
}

# Usage: deploys REVISION   if it fails, shows what systemd says, too
deploys() {
  /usr/local/bin/node /opt/gostyle-cli/gostyle.mjs codedeploy --bundle "/srv/revisions/$1" \
    --root /opt/codedeploy-agent/deployment-root --deployment-group group --deployment-id "$1-$EPOCHREALTIME" && return
  journalctl --no-pager --lines=40
  return 1
}

# Usage: gets FILE TEXT   waits until the file contains the text
gets() {
  local end=$((SECONDS + 120))
  while ((SECONDS < end)); do
    if grep -q "$2" "$1" 2>/dev/null; then return; fi
    sleep 0.2
  done
  echo "after two minutes $1 has no $2:"
  tail -n 5 "$1"
  return 1
}

# Usage: log_groups NAME..
log_groups() {
  /usr/local/bin/node -e '
    const { logs } = JSON.parse(require("node:fs").readFileSync("/opt/aws/amazon-cloudwatch-agent/configuration.json", "utf8"));
    const names = logs.logs_collected.files.collect_list.map((each) => each.log_group_name);
    require("node:assert").deepEqual(names, process.argv.slice(1));' "$@"
}
