#!/bin/sh
# The first process of a local instance: builds the instance's own view of the machine's files,
# moves into it and becomes the process that keeps the instance alive.
#
#   boot.sh DIRECTORY DISK_MEBIBYTES CAPABILITIES
#
# DIRECTORY/control contains its input (machine/boot-files.ts). Runs in its own mount and pid namespaces
# (machine/namespace.ts), so nothing that it mounts is visible outside and everything ends with it. Standard input is a pipe
# from the runner that never carries a byte: its end means that the runner is gone. Prints "ready PID", with this process's
# id outside, and before that "without PATH" for each path that it had to leave out.
set -eu

# At this point /proc is still that of the machine.
read -r pid_outside _ </proc/self/stat

directory=$1 disk_mebibytes=$2 capabilities=$3
disk=$directory/disk
root=$disk/root
control=$directory/control
logs=$directory/logs
tab=$(printf '\t')

umask 022
step='use the instance directory'
trap '[ $? -eq 0 ] || echo "boot: could not $step" >&2' EXIT

mkdir -p "$disk" "$logs"
if [ "$disk_mebibytes" -gt 0 ]; then
  step='mount a disk of limited size'
  mount -t tmpfs -o "mode=755,size=${disk_mebibytes}m" instance-disk "$disk"
fi
mkdir -p "$root" "$control/replies"
mount --bind "$root" "$root"
cd "$disk"

step='make the folders of the layers'
# Later boots leave them as hooks left them.
[ -d "$disk/upper" ] || xargs -r -d '\n' mkdir -p <"$control/first-folders"
xargs -d '\n' mkdir -p <"$control/skeleton"
while IFS= read -r path; do
  [ -d "$disk/upper$path" ] || continue
  # A folder of the machine may disappear in the meantime: that is not an error, because there is nothing left to cover.
  chmod --reference="$path" "$disk/upper$path" 2>/dev/null || [ ! -e "$path" ]
  # Without root, most owners cannot be set.
  chown --reference="$path" "$disk/upper$path" 2>/dev/null || :
done <"$control/owners"

# Without root the machine's own accounts are read-only: the instance gets copies. Passwords are left out, because nobody logs in to it.
if [ ! -r /etc/shadow ] && [ ! -e "$disk/upper/etc/shadow" ]; then
  mkdir -p "$root/etc" "$disk/upper/etc"
  for folder in "$disk/upper/etc" "$root/etc"; do
    cp /etc/passwd /etc/group "$folder"
    (umask 077 && sed 's/:.*/:*:1:0:99999:7:::/' /etc/passwd >"$folder/shadow" && sed 's/:.*/:*::/' /etc/group >"$folder/gshadow")
  done
fi

step='lay overlays over the folders of this machine'
mount --all --fstab "$control/required.fstab" || while IFS= read -r path; do
  # A file system of the machine may be unmounted in the meantime.
  mountpoint -q "$root$path" || [ ! -e "$path" ] || exit 1
done <"$control/required"
if [ -s "$control/optional" ]; then
  mount --all --fstab "$control/optional.fstab" 2>/dev/null || while IFS= read -r path; do
    mountpoint -q "$root$path" || echo "without $path"
  done <"$control/optional"
fi
step='lay an overlay over what it gets a copy of'
[ ! -s "$control/copies.fstab" ] || mount --all --fstab "$control/copies.fstab"

while IFS=$tab read -r operation path source; do
  step="$operation $path"
  case $operation in
    link) [ -e "$root$path" ] || ln -sfn "$source" "$root$path" ;;
    copy) cp -pf "$path" "$root$path" 2>/dev/null || [ ! -e "$path" ] ;;
    copy-once) [ -e "$root$path" ] || cp -p "$path" "$root$path" 2>/dev/null || : ;;
  esac
done <"$control/steps"

step='make /tmp, /run, /proc, /sys and /dev'
[ ! -d "$root/tmp" ] || find "$root/tmp" -mindepth 1 -delete
mkdir -p "$root/tmp" "$root/run" "$root/proc" "$root/sys" "$root/dev" "$root/root" "$root/.outside" \
  "$root/usr/local/bin" "$root/usr/lib/systemd/system" "$root/var/log" "$root/etc/systemd/system"
chmod 1777 "$root/tmp"
chmod 700 "$root/root"
xargs -r -d '\n' mkdir -p <"$control/folders"
mount -t tmpfs -o mode=755,nosuid,nodev instance-run "$root/run"
mount -t tmpfs -o mode=755,nosuid instance-dev "$root/dev"
mkdir -p "$root/run/lock" "$root/run/systemd/system" "$root/run/gostyle" "$root/run/node" "$root/dev/pts" "$root/dev/shm"
chmod 1777 "$root/run/lock" "$root/dev/shm" "$control/replies"
[ -e "$root/var/log/cloud-init-output.log" ] || : >"$root/var/log/cloud-init-output.log"
: >>"$logs/cloud-init-output.log"
: >"$root/run/node/node"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys" 2>/dev/null || mount --rbind /sys "$root/sys"
mount --all --fstab "$control/inside.fstab"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

# Name resolution may live in /run, which is private.
resolver=$(readlink -f /etc/resolv.conf || :)
case $resolver in
  /run/*)
    mkdir -p "$root${resolver%/*}"
    cat "$resolver" >"$root$resolver"
    ;;
esac

step='put Node.js, Python, systemctl and the CodeDeploy agent in place'
ln -sfn /run/node/node "$root/usr/local/bin/node"
[ -e "$root/usr/local/bin/python" ] || [ ! -x "$root/usr/bin/python3" ] || ln -sfn /usr/bin/python3 "$root/usr/local/bin/python"
for channel in control query; do
  [ -p "$control/$channel" ] || mkfifo "$control/$channel"
done
# Every user inside may call systemctl, whatever the runner's umask is.
chmod 755 "$control" "$control/systemctl" "$control/journalctl" "$control/aws"
chmod 600 "$control/control"
chmod 622 "$control/query"
cp --remove-destination "$control/systemctl" "$control/journalctl" "$root/usr/bin"
# Before the machine's own AWS CLI on the PATH, which would call an account.
cp --remove-destination "$control/aws" "$root/usr/local/bin"
# On machines where /bin is not a link to /usr/bin.
[ -L "$root/bin" ] || cp --remove-destination "$control/systemctl" "$control/journalctl" "$root/bin"
# As a machine image with an agent has it; a task has none.
if [ -e "$control/codedeploy-agent.service" ]; then
  agent=$root/usr/lib/systemd/system/codedeploy-agent.service
  if ! cmp -s "$control/codedeploy-agent.service" "$agent"; then
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -sfn "${agent#"$root"}" "$root/etc/systemd/system/multi-user.target.wants/codedeploy-agent.service"
    cp "$control/codedeploy-agent.service" "$agent"
  fi
  mkdir -p "$root/opt/codedeploy-agent/deployment-root"
fi

step='move in'
cd "$root"
pivot_root . .outside
umount -l /.outside
rmdir /.outside
cd /
echo "ready $pid_outside"
trap - EXIT
# With SIGCHLD ignored the kernel reaps orphans itself, and no init program is needed.
exec setpriv --bounding-set="$capabilities" --inh-caps=-all env --ignore-signal=CHLD cat >/dev/null
