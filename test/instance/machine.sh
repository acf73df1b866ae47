# shellcheck shell=bash
# To be sourced at the root of the repository. A disposable Debian with a real systemd: `$machine` is its tree, `$work/results` its /srv/results.

packages=systemd-sysv,libstdc++6,procps,dnf,iproute2,iptables
tree="${1:-$HOME/.cache/gostyle-instance-test}/bookworm-$(cksum <<<"$packages" | cut -d' ' -f1)"
work="$(mktemp -d /var/tmp/instance-test-XXXXXX)"
machine="$work/machine"

finish() {
  if mountpoint -q "$machine"; then umount "$machine"; fi
  rm -rf "$work"
}
trap finish EXIT

# Usage: install_tools PROGRAM..
install_tools() {
  local program
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    echo 'the instance test needs root on a Debian: left out'
    exit 0
  fi
  for program; do
    command -v "$program" >/dev/null && continue
    scripts/apt-install.sh debootstrap systemd-container rpm createrepo-c
    return
  done
}

make_tree() {
  mkdir -p "$(dirname "$tree")"
  # Of several that need the tree at the same time, one makes it.
  (
    flock 9
    [[ ! -d "$tree" ]] || return 0
    rm -rf "$tree.part"
    echo "making the Debian tree $tree, which takes a minute"
    debootstrap --variant=minbase --include="$packages" bookworm "$tree.part" >"$work/debootstrap.log" \
      || { tail -n 20 "$work/debootstrap.log" >&2; return 1; }
    mv "$tree.part" "$tree"
  ) 9>"$tree.lock"
}

# The machine is a copy-on-write view of the tree.
mount_machine() {
  mkdir -p "$work"/{upper,overlay,machine,results}
  mount -t overlay -o "lowerdir=$tree,upperdir=$work/upper,workdir=$work/overlay" overlay "$machine"
}

# Without --register and with --keep-unit it needs neither D-Bus nor systemd on this machine. It has a network of its own,
# but no control groups of its own: of two at the same time, each would remove those of the other's units. So one waits.
# Usage: boot_machine SECONDS OPTION..
boot_machine() {
  local seconds="$1"
  shift
  flock /sys/fs/cgroup timeout "$seconds" systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$(basename "$work")" \
    --private-network --directory="$machine" --bind="$work/results":/srv/results "$@" \
    </dev/null >>"$work/console.log" 2>&1 || echo "the machine ended with status $?" >>"$work/console.log"
}
