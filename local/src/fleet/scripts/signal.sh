#!/bin/sh
# Sends a signal to processes of an instance, by their ids inside.
#
#   signal.sh SIGNAL PID..
#
# A process that is already gone is not an error.
signal=$1
shift
for pid in "$@"; do
  kill -s "$signal" "$pid" 2>/dev/null || :
done
