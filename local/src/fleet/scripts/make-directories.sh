#!/bin/sh
# Makes the folders of a service: RuntimeDirectory= and its kin.
#
#   make-directories.sh USER_ID GROUP_ID (MODE PATH PRIVATE_PATH)..
#
# PRIVATE_PATH may be empty; else the files are there, and PATH is a link to it. Files of another owner change hands, as
# systemd does it when a service got another user.
set -eu
user=$1 group=$2
shift 2
while [ $# -gt 0 ]; do
  mode=$1 path=$2 private=$3
  shift 3
  mkdir -p "${path%/*}"
  folder=$path
  if [ -n "$private" ]; then
    folder=$private
    # systemd closes it to others and opens it again in the service's own mounts; here only its names are hidden.
    mkdir -p "${private%/private/*}/private"
    chmod 0711 "${private%/private/*}/private"
    mkdir -p "${private%/*}"
    # Before the unit had a dynamic user.
    if [ -d "$path" ] && [ ! -L "$path" ] && [ ! -e "$private" ]; then mv "$path" "$private"; fi
    [ -e "$path" ] || ln -s "$private" "$path"
  elif [ -L "$path" ] && [ -d "$path" ] && [ "$(readlink "$path")" = "${path%/*}/private/${path##*/}" ]; then
    rm "$path"
    mv "${path%/*}/private/${path##*/}" "$path"
  fi
  mkdir -p "$folder"
  [ "$(stat -c %u:%g "$folder")" = "$user:$group" ] || chown -R "$user:$group" "$folder"
  chmod "$mode" "$folder"
done
