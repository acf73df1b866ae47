#!/bin/sh
# Writes its standard input to a file, and creates missing parent folders.
#
#   write-file.sh PATH MODE
#
# MODE is for a new file; an existing one keeps its owner and mode.
set -eu
path=$1 mode=$2
mkdir -p "${path%/*}"
# The mode is set before the content is written, which may be secret.
[ -e "$path" ] || {
  (umask 077 && : >"$path")
  chmod "$mode" "$path"
}
cat >"$path"
