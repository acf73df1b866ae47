#!/bin/sh
# Ends a build whose runner was killed. The runner holds the standard input open: if it ends without the line "done", the
# runner is gone.
# Arguments: the build's id, its private directory
id="$1"
directory="$2"

while read -r line; do
  [ "$line" = "done" ] && exit 0
done

# Processes with the build's id in their environment, or with their working directory in the build's: a process may have cleared its environment.
processes() {
  for process in /proc/[0-9]*; do
    case "$(readlink "$process/cwd" 2>/dev/null)" in
      "$directory" | "$directory"/*) echo "${process#/proc/}" && continue ;;
    esac
    tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qxF "CODEBUILD_BUILD_ID=$id" && echo "${process#/proc/}"
  done
}

signal() {
  for pid in $(processes); do kill -s "$1" "$pid"; done
}

exec 2>/dev/null
signal TERM
waited=0
while [ "$waited" -lt 50 ] && [ -n "$(processes)" ]; do
  sleep 0.1
  waited=$((waited + 1))
done
signal KILL
# What was killed may take a moment to end. Folders that may not be written to, as in the module cache of Go, cannot be emptied.
tried=0
while ! rm -rf "$directory" && [ "$tried" -lt 50 ]; do
  chmod -R u+rwX "$directory"
  sleep 0.1
  tried=$((tried + 1))
done
# No runner needs its folder for builds any more.
parent="${directory%/*}"
case "${parent##*/}" in
  gostyle-*) rmdir "$parent" ;;
esac
