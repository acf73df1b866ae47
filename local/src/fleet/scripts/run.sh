#!/bin/sh
# Becomes a program inside an instance.
#
#   run.sh DIRECTORY USER GROUP UMASK EXECUTABLE NAME=VALUE.. PROGRAM ARGUMENT..
#
# Says on file descriptor 3 which process it is, as seen inside. USER, GROUP and EXECUTABLE (a path
# that must be one) may be empty. Its own exit statuses are those of systemd for the same failures.
directory=$1 user=$2 group=$3 mask=$4 executable=$5
shift 5
echo "$$" >&3
exec 3>&-

umask "$mask"
cd "$directory" 2>/dev/null || {
  echo "cannot change to the working directory $directory" >&2
  exit 200
}
if [ -n "$executable" ] && [ ! -x "$executable" ]; then
  echo "cannot execute $executable" >&2
  exit 203
fi

# A number needs no entry in /etc/passwd.
case $user in
  [0-9]*) exec setpriv --reuid="$user" --regid="${group:-$user}" --clear-groups env -i "$@" ;;
esac
if [ -n "$user$group" ]; then
  [ -z "$user" ] || id -u "$user" >/dev/null 2>&1 || {
    echo "there is no user $user" >&2
    exit 217
  }
  [ -n "$user" ] || user=$(id -un)
  [ -n "$group" ] || group=$(id -gn "$user")
  exec setpriv --reuid="$user" --regid="$group" --init-groups env -i "$@"
fi
exec env -i "$@"
