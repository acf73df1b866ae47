#!/bin/sh
# Runs a database server that refuses root, as a user of its own that need not be able to enter the folder of the run.
#   as-server-user FOLDER USER_ID PROGRAM [ARGUMENT...]
# In a mount namespace of its own the folder is at /mnt, and the user has a name.
set -eu
folder=$1 user=$2
shift 2
accounts=$(dirname "$folder")/accounts
{ cat /etc/passwd && echo "gostyle-database:x:$user:$user::/mnt:/bin/false"; } >"$accounts"
chmod 644 "$accounts"
mount --bind "$accounts" /etc/passwd
mount --bind "$folder" /mnt
cd /mnt
exec setpriv --pdeathsig INT --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all -- "$@"
