#!/bin/sh
# Becomes a program of a service inside an instance, as systemd.exec(5) describes it.
#
#   exec.sh KEY=VALUE.. -- PROGRAM ARGUMENT..
#
# with-environment.sh explains how it gets the program's environment. Prints its process id, as seen inside, to file descriptor 3.
# Its own exit statuses are those of systemd for the same failures. The keys, all chosen by the runner (systemd/exec-plan.ts), are
# applied in the given order.
echo "$$" >&3
exec 3>&-

# Usage: apply_limit --NAME=SOFT:HARD   Like systemd, sets the nearest limit that this user may set.
apply_limit() {
  prlimit --pid "$$" "$1" 2>/dev/null && return
  name=${1%%=*} soft=${1#*=}
  soft=${soft%%:*}
  hard=$(prlimit --pid "$$" "$name" --noheadings --output HARD | tr -d ' ')
  if [ "$soft" = unlimited ] || { [ "$hard" != unlimited ] && [ "$soft" -gt "$hard" ]; }; then soft=$hard; fi
  prlimit --pid "$$" "$name=$soft:$hard" 2>/dev/null || :
}

directory=/ optional=no executable='' identity='' limits=''
while [ "$1" != -- ]; do
  value=${1#*=}
  case $1 in
    from=*) from=$value ;;
    make=*) [ -e "$value" ] || { [ ! -d "$from" ] && true >"$value"; } 2>/dev/null || mkdir -p "$value" 2>/dev/null || : ;;
    bind=*) mount --rbind "$from" "$value" || exit 226 ;;
    account=*)
      [ -e "$from" ] || (umask 022 && { cat /etc/passwd && echo "$value"; } >"$from") || exit 226
      mount --bind "$from" /etc/passwd || exit 226
      ;;
    tmpfs=*) mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs "$value" || exit 226 ;;
    hide=*)
      if [ -d "$value" ]; then
        mount -t tmpfs -o mode=0000,nosuid,nodev,noexec,size=0,ro tmpfs "$value" || exit 226
      else
        mount --bind /dev/null "$value" || exit 226
      fi
      ;;
    # In a user namespace the kernel locks some mounts; those stay as they are.
    readonly=*) mount -o remount,bind,ro "$value" 2>/dev/null || : ;;
    proc=*)
      if mount -t proc -o "nosuid,nodev,noexec,$value" proc /proc 2>/dev/null && [ -d /proc/sys ]; then
        mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys
      fi
      ;;
    stdout-*=*)
      [ "${1%%=*}" = stdout-null ] || { true >>"$value"; } 2>/dev/null || exit 209
      case $1 in
        stdout-file=*) exec 1<>"$value" ;;
        stdout-append=*) exec >>"$value" ;;
        stdout-truncate=*) exec >"$value" ;;
        *) exec >/dev/null ;;
      esac
      ;;
    stderr-*=*)
      case $1 in stderr-null=* | stderr-output=*) ;; *) { true >>"$value"; } 2>/dev/null || exit 222 ;; esac
      case $1 in
        stderr-file=*) exec 2<>"$value" ;;
        stderr-append=*) exec 2>>"$value" ;;
        stderr-truncate=*) exec 2>"$value" ;;
        stderr-output=*) exec 2>&1 ;;
        *) exec 2>/dev/null ;;
      esac
      ;;
    fail=*) exit "$value" ;;
    umask=*) umask "$value" ;;
    nice=*) renice -n "$value" -p "$$" >/dev/null || : ;;
    oom=*) echo "$value" 2>/dev/null >/proc/self/oom_score_adj || : ;;
    limit=*) limits="$limits $value" ;;
    identity=*) identity="$identity $value" ;;
    directory=*) directory=$value ;;
    optional=*) optional=$value ;;
    executable=*) executable=$value ;;
  esac
  shift
done
shift
set -- "SYSTEMD_EXEC_PID=$$" "$@"

for limit in $limits; do
  apply_limit "$limit"
done

# The rest runs as the user of the service, whose permissions apply. A program without an interpreter line is refused, as by the
# kernel and therefore by systemd, while execvp(3) would run it in a shell.
# shellcheck disable=SC2016,SC2086
exec setpriv $identity -- sh -c '
  directory=$1 optional=$2 executable=$3 with_environment=$4
  shift 4
  cd "$directory" 2>/dev/null || [ "$optional" = yes ] || exit 200
  case $executable in
    */*) ;;
    *)
      IFS=:
      for folder in $PATH; do
        [ -f "$folder/$executable" ] && [ -x "$folder/$executable" ] && found=$folder/$executable && break
      done
      executable=${found:-$executable}
      ;;
  esac
  { [ -f "$executable" ] && [ -x "$executable" ]; } || exit 203
  if [ -r "$executable" ]; then
    IFS= read -r first 2>/dev/null <"$executable"
    case $first in
      "#!"*)
        IFS=" 	"
        set -f
        interpreter=${first#"#!"}
        for word in $interpreter; do interpreter=$word; break; done
        set +f
        [ -x "$interpreter" ] || exit 203
        ;;
      ?ELF*) ;;
      *) exit 203 ;;
    esac
  fi
  . "$with_environment"
' sh "$directory" "$optional" "$executable" "${0%/*}/with-environment.sh" "$@"
