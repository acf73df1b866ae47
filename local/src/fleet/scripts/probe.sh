#!/bin/sh
# Tries what an instance needs, in its own namespaces: an overlay whose layers are in DIRECTORY, and a process table.
#
#   probe.sh DIRECTORY OVERLAY_OPTIONS
#
# Prints the first step that fails, or "ok". Leaves no mount behind.
set -eu
cd "$1"
mkdir -p lower upper work merged
step='overlay'
trap 'echo "$step"' EXIT
mount -t overlay -o "lowerdir=lower,upperdir=upper,workdir=work$2" overlay merged
: >merged/gostyle-probe
step='proc'
mkdir proc
mount -t proc proc proc
step='ok'
