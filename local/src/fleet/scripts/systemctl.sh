#!/bin/sh
# systemctl, journalctl and aws of a local instance: passes the command to the supervisor outside, prints
# its answer and exits with its status.
#
# A request is one line of fields: the name of the FIFO for the answer, this command's name, its
# arguments. An answer consists of lines that start with o (output), e (error output) or x (exit status).
separator=$(printf '\037')
newline='
'
channel=/run/gostyle/query
[ ! -w /run/gostyle/control ] || channel=/run/gostyle/control

answer=/run/gostyle/replies/$$
request=$$$separator${0##*/}
verb=''
for argument in "$@"; do
  # Only these take a path. The supervisor does not know the working directory.
  case "${0##*/} $verb" in
    'systemctl enable' | 'systemctl reenable' | 'systemctl disable' | 'systemctl link')
      case $argument in [!/-]*/*) argument=$PWD/$argument ;; esac
      ;;
  esac
  case $argument in -*) ;; *) verb=${verb:-$argument} ;; esac
  case $argument in
    *"$newline"* | *"$separator"*)
      echo "${0##*/}: an argument has a character that the local instance does not pass on" >&2
      exit 1
      ;;
  esac
  request=$request$separator$argument
done
# A longer write to a FIFO is not atomic: it could mix with that of another process.
if [ "${#request}" -gt 4000 ]; then
  echo "${0##*/}: the command is too long for the local instance" >&2
  exit 1
fi

# The name may be left by a client that was killed. The supervisor removes it with the answer.
mkfifo -m 622 "$answer" 2>/dev/null || { rm -f "$answer" && mkfifo -m 622 "$answer"; } || exit 1
# Opened for writing, too, so that this does not wait for the supervisor.
exec 3<>"$answer"
exec 4<"$answer"
trap 'rm -f "$answer"; exit 129' HUP
trap 'rm -f "$answer"; exit 130' INT
trap 'rm -f "$answer"; exit 143' TERM
printf '%s\n' "$request" >"$channel"
while IFS= read -r line <&4; do
  # Now the supervisor has the other end: if it closes it early, this does not wait for the rest.
  exec 3>&-
  case $line in
    o*) printf '%s\n' "${line#o}" ;;
    e*) printf '%s\n' "${line#e}" >&2 ;;
    x*) exit "${line#x}" ;;
  esac
done
exit 1
