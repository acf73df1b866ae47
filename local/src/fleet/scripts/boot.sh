#!/bin/sh
# The first process of a local instance: builds the instance's own view of the machine's files,
# moves into it and becomes the process that keeps the instance alive.
#
#   boot.sh DIRECTORY PLAN NODE DISK_MEBIBYTES OVERLAY_OPTIONS CAPABILITIES
#
# Runs in mount and pid namespaces of its own (see namespace.ts), so nothing that it mounts is
# seen outside and everything ends with it. Standard input is a pipe from the runner that never
# carries a byte: its end means that the runner is gone. Says "ready PID", with this process's id outside.
set -eu

# /proc is still the outside's here.
read -r pid_outside _ </proc/self/stat

directory=$1 plan=$2 node=$3 disk_mebibytes=$4 overlay_options=$5 capabilities=$6

umask 022
disk=$directory/disk
root=$disk/root
control=$directory/control
logs=$directory/logs
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

step='use the instance directory'
trap '[ $? -eq 0 ] || echo "boot: could not $step" >&2' EXIT

mkdir -p "$disk" "$control/replies" "$logs"
if [ "$disk_mebibytes" -gt 0 ]; then
  step='mount a disk of limited size'
  mount -t tmpfs -o "mode=755,size=${disk_mebibytes}m" instance-disk "$disk"
fi
mkdir -p "$disk/private" "$root"
mount --bind "$root" "$root"

# Each line of the plan: OPERATION, tab, absolute path. `source` lines carry a second path.
tab=$(printf '\t')
while IFS=$tab read -r operation path source; do
  step="$operation $path"
  case $operation in
    link) [ -e "$root$path" ] || ln -sfn "$source" "$root$path" ;;
    directory) mkdir -p "$root$path" ;;
    overlay)
      upper=$disk/upper$path work=$disk/work$path
      mkdir -p "$upper" "$work" "$root$path"
      chmod "$(stat -c %a "$path")" "$upper"
      if ! mount -t overlay -o "lowerdir=$path,upperdir=$upper,workdir=$work$overlay_options" overlay "$root$path"; then
        # An instance can do without a folder that is this machine's own, but not without these.
        case $path in
          /etc | /etc/* | /usr | /usr/* | /var | /var/* | /opt | /bin | /sbin | /lib | /lib64) exit 1 ;;
          *) echo "without $path" ;;
        esac
      fi
      ;;
    copy) cp -pf "$path" "$root$path" ;;
    copy-once) [ -e "$root$path" ] || cp -p "$path" "$root$path" 2>/dev/null || echo "without $path" ;;
    private)
      mkdir -p "$disk/private$path"
      mount --bind "$disk/private$path" "$root$path"
      ;;
    share)
      mkdir -p "$root$path"
      mount --rbind "$source" "$root$path"
      mount -o remount,bind,ro "$root$path"
      ;;
  esac
done <"$plan"

step='make /tmp, /run, /proc, /sys and /dev'
chmod 700 "$root/root"
mkdir -p "$root/tmp" "$root/run" "$root/proc" "$root/sys" "$root/dev"
find "$root/tmp" -mindepth 1 -delete
chmod 1777 "$root/tmp"
mount -t tmpfs -o mode=755,nosuid,nodev instance-run "$root/run"
mkdir -p "$root/run/lock" "$root/run/systemd/system" "$root/run/gostyle"
chmod 1777 "$root/run/lock"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys" 2>/dev/null || mount --rbind /sys "$root/sys"

mount -t tmpfs -o mode=755,nosuid instance-dev "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
chmod 1777 "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

# Name resolution may live in /run, which is private.
resolver=$(readlink -f /etc/resolv.conf || true)
case $resolver in
  /run/*)
    mkdir -p "$root${resolver%/*}"
    cat "$resolver" >"$root$resolver"
    ;;
esac

step='put Node.js in place'
mkdir -p "$root/run/node" "$root/usr/local/bin"
: >"$root/run/node/node"
mount --bind "$node" "$root/run/node/node"
mount -o remount,bind,ro "$root/run/node/node"
ln -sfn /run/node/node "$root/usr/local/bin/node"

step='put systemctl in place'
chmod 1733 "$control/replies"
for channel in control query; do
  [ -p "$control/$channel" ] || mkfifo "$control/$channel"
done
chmod 600 "$control/control"
chmod 622 "$control/query"
mount --bind "$control" "$root/run/gostyle"
for command in systemctl journalctl; do
  rm -f "$root/usr/bin/$command"
  cp "$control/$command" "$root/usr/bin/$command"
  # Where /bin is a folder of its own.
  [ -L "$root/bin" ] || { rm -f "$root/bin/$command" && cp "$control/$command" "$root/bin/$command"; }
done
agent=$root/usr/lib/systemd/system/codedeploy-agent.service
if ! cmp -s "$control/codedeploy-agent.service" "$agent"; then
  mkdir -p "${agent%/*}" "$root/etc/systemd/system/multi-user.target.wants"
  ln -sfn "${agent#"$root"}" "$root/etc/systemd/system/multi-user.target.wants/codedeploy-agent.service"
  cp "$control/codedeploy-agent.service" "$agent"
fi
: >>"$logs/cloud-init-output.log"
[ -e "$root/var/log/cloud-init-output.log" ] || : >"$root/var/log/cloud-init-output.log"
mount --bind "$logs/cloud-init-output.log" "$root/var/log/cloud-init-output.log"

step='move in'
mkdir -p "$root/.outside"
cd "$root"
pivot_root . .outside
umount -l /.outside
rmdir /.outside
cd /
echo "ready $pid_outside"
# With SIGCHLD ignored the kernel reaps orphans itself, and no init program is needed.
trap '' CHLD
trap - EXIT
exec setpriv --bounding-set="$capabilities" --inh-caps=-all cat >/dev/null
