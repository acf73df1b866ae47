#!/bin/sh
# Runs a server that refuses root, or does not need it, as a dedicated user, who need not have access to the folder of the run.
#   as-server-user FOLDER USER_ID PROGRAMS SIGNAL PROGRAM [ARGUMENT...]
# In its mount namespace FOLDER is at /mnt, PROGRAMS (which may be empty) at /mnt/programs, and the user has a name. The server gets SIGNAL when
# the process that started it ends.
set -eu
folder=$1 user=$2 programs=$3 signal=$4
shift 4
accounts=$(dirname "$folder")/accounts
{ cat /etc/passwd && echo "gostyle-server:x:$user:$user::/mnt:/bin/false"; } >"$accounts"
chmod 644 "$accounts"
mount --bind "$accounts" /etc/passwd
mount --bind "$folder" /mnt
if [ -n "$programs" ]; then
  mkdir -p /mnt/programs
  mount --bind "$programs" /mnt/programs
fi
cd /mnt
exec setpriv --pdeathsig "$signal" --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all -- "$@"
