#!/bin/sh
# Ends a build whose runner was killed. Its standard input is held open by the runner: after the line "done" there is
# nothing to do, after anything else that ends it the runner is gone.
# Arguments: the build's id, its private directory
id="$1"
directory="$2"

while read -r line; do
  [ "$line" = "done" ] && exit 0
done

# What carries the build's id, or works in its directory: a process may have cleaned its environment.
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
rm -rf "$directory"
# The folder that the runner has made for its builds is nobody's any more.
parent="${directory%/*}"
case "${parent##*/}" in
  gostyle-*) rmdir "$parent" ;;
esac
