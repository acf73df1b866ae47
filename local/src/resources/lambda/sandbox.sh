# shellcheck shell=sh
# One execution environment of a function: the revision at /var/task, /tmp of its own, everything else read-only, no privileges.
#   $1  folder of the unpacked revision
#   $2  Node.js
#   $3  program that starts the application, relative to the revision
#   $4  `root` if the run is root's: the program then runs as an unprivileged user
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 stage /mnt
mkdir -p /mnt/task
: >/mnt/node
mount --bind "$1" /mnt/task
mount --bind "$2" /mnt/node
mount -t tmpfs -o mode=755 function-var /var
mount -t tmpfs -o mode=1777,size=512m,nosuid,nodev function-tmp /tmp
mkdir -p /var/task /var/lang/bin
: >/var/lang/bin/node
# Without root, /run/mount/utab, in which mount records what was moved, cannot be written.
mount --no-mtab --move /mnt/task /var/task
mount --no-mtab --move /mnt/node /var/lang/bin/node
umount --no-mtab /mnt
mount -o remount,bind,ro,nosuid /var/task
# Without root this may fail; only the machine's own permissions protect its files then.
mount -o remount,bind,ro / 2>/dev/null || :
# Other file systems of this machine, such as /dev/shm, are not part of the one at /. Spaces in their paths are written as \040.
while read -r _ _ _ _ place flags _; do
  case "$place $flags" in "/ "* | "/tmp "* | *" ro,"* | *" ro") continue ;; esac
  place=$(printf '%b' "$place")
  if [ -e "$place" ]; then mount -o remount,bind,ro "$place" 2>/dev/null || :; fi
done </proc/self/mountinfo
cd /var/task
if [ "$(id -u)" = 0 ] && [ "$4" = root ]; then
  # Changing the user clears the parent death signal, which ends the program with the runner, so it is set again.
  exec setpriv --pdeathsig=KILL --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "/var/task/$3"
fi
exec "/var/task/$3"
