#!/bin/sh
# Tries what an instance needs, in namespaces of its own: an overlay whose layers are in DIRECTORY, and a process table.
#
#   probe.sh DIRECTORY OVERLAY_OPTIONS
#
# Says the first step that does not work. Leaves nothing behind.
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
