#!/bin/sh
# Creates the folders of a service: RuntimeDirectory= and the like.
#
#   make-directories.sh USER_ID GROUP_ID (MODE PATH PRIVATE_PATH)..
#
# If PRIVATE_PATH is not empty, the files are there, and PATH is a link to it. As with systemd, files get the new owner when
# the service's user has changed.
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
    # systemd makes it inaccessible to others, and accessible again in the service's own mounts; here others just cannot list it.
    mkdir -p "${private%/private/*}/private"
    chmod 0711 "${private%/private/*}/private"
    mkdir -p "${private%/*}"
    # Files from before the unit had a dynamic user.
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
