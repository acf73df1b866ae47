#!/bin/sh
# Becomes a program inside an instance, as root: a hook, user data, a helper of the supervisor.
#
#   run.sh DIRECTORY UMASK PROGRAM ARGUMENT..
#
# with-environment.sh explains how it gets the program's environment. Prints its process id, as seen inside, to file descriptor 3.
directory=$1 mask=$2
shift 2
echo "$$" >&3
exec 3>&-

umask "$mask"
cd "$directory" 2>/dev/null || {
  echo "cannot change to the working directory $directory" >&2
  exit 200
}
# shellcheck source=local/src/fleet/scripts/with-environment.sh
. "${0%/*}/with-environment.sh"
