#!/bin/sh
# Sends a signal to processes of an instance, by their ids inside.
#
#   signal.sh SIGNAL[,SIGNAL..] PID..
#
# A process that is already gone is not an error.
signals=$1
shift
IFS=,
for signal in $signals; do
  for pid in "$@"; do
    kill -s "$signal" "$pid" 2>/dev/null || :
  done
done
