#!/bin/bash
# What runs on an instance, on a real systemd: boots a throw-away Debian, runs the example's own user data in it,
# deploys revisions with the hooks, sends logs, makes it a NAT instance, and reboots it. Needs root on a Debian; installs debootstrap, systemd-nspawn and what
# makes packages for dnf.
# Usage: test/instance/run.sh [DIRECTORY]   DIRECTORY: where the Debian tree is kept between runs
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=systemd-sysv,libstdc++6,procps,dnf,iproute2,iptables
tree="${1:-$HOME/.cache/gostyle-instance-test}/bookworm-$(cksum <<<"$packages" | cut -d' ' -f1)"
work="$(mktemp -d /var/tmp/instance-test-XXXXXX)"
machine="$work/machine"

finish() {
  if mountpoint -q "$machine"; then umount "$machine"; fi
  rm -rf "$work"
}
trap finish EXIT

install_tools() {
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    echo 'the instance test needs root on a Debian: left out'
    exit 0
  fi
  if ! command -v debootstrap >/dev/null || ! command -v systemd-nspawn >/dev/null || ! command -v rpmbuild >/dev/null || ! command -v createrepo_c >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends debootstrap systemd-container rpm createrepo-c >/dev/null
  fi
}

make_tree() {
  [[ ! -d "$tree" ]] || return 0
  rm -rf "$tree.part"
  mkdir -p "$(dirname "$tree")"
  echo "making the Debian tree $tree, which takes a minute"
  debootstrap --variant=minbase --include="$packages" bookworm "$tree.part" >"$work/debootstrap.log" \
    || { tail -n 20 "$work/debootstrap.log" >&2; return 1; }
  mv "$tree.part" "$tree"
}

# The machine is a copy-on-write view of the tree. Like many an image it comes with an agent, but without Node.js.
make_machine() {
  mkdir -p "$work"/{upper,overlay,machine,results}
  mount -t overlay -o "lowerdir=$tree,upperdir=$work/upper,workdir=$work/overlay" overlay "$machine"
  cp test/instance/image/*.service "$machine/etc/systemd/system/"
  install -D -m 0644 test/instance/image/test.repo "$machine/etc/yum.repos.d/test.repo"
  mkdir -p "$machine/opt/codedeploy-agent/deployment-root"
  for unit in codedeploy-agent instance-test; do
    ln -s "../$unit.service" "$machine/etc/systemd/system/multi-user.target.wants/$unit.service"
  done
}

# Two revisions that differ in their commit, and one that cannot start.
make_revisions() {
  scripts/npm-ci.sh service
  npm run --silent --prefix service compile
  for commit in first second broken; do
    local revision="$work/revisions/$commit"
    mkdir -p "$revision/service/dist"
    (cd service && CODEBUILD_RESOLVED_SOURCE_VERSION="$commit" npm run --silent bundle)
    cp appspec.yml "$revision/"
    cp -r service/deploy "$revision/service/"
    cp service/dist/main.mjs "$revision/service/dist/"
  done
  echo 'process.exit(1)' >"$work/revisions/broken/service/dist/main.mjs"
}

# What dnf installs in the machine: a real dnf, with packages that stand for Amazon Linux's.
make_packages() {
  rpmbuild -bb --quiet --define "_topdir $work/rpmbuild" --define "_rpmdir $work/packages" test/instance/packages/*.spec
  createrepo_c --quiet "$work/packages"
}

make_user_data() {
  TSX_TSCONFIG_PATH=test/examples/tsconfig.json CDK_OUTDIR="$work/assembly" CDK_VALIDATION=false node --import tsx example/production.ts
  node test/instance/user-data.mjs "$work/assembly" >"$work/user-data.sh"
}

# Without --register and with --keep-unit it needs neither D-Bus nor systemd on this machine. The network is its own.
boot() {
  timeout 300 systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$(basename "$work")" --private-network --directory="$machine" \
    --bind-ro="$(realpath "$(command -v node)")":/opt/node/node \
    --bind-ro="$PWD/assets/local":/opt/gostyle-cli \
    --bind-ro="$PWD/test/instance/inside":/opt/instance-test \
    --bind-ro="$PWD/provisioning":/opt/provisioning \
    --bind-ro="$work/packages":/srv/packages \
    --bind-ro="$work/revisions":/srv/revisions \
    --bind-ro="$work/user-data.sh":/srv/user-data.sh \
    --bind="$work/results":/srv/results \
    </dev/null >>"$work/console.log" 2>&1 || echo "the machine ended with status $?" >>"$work/console.log"
}

install_tools
make_tree
npx projen bundle:local
make_revisions
make_packages
make_user_data
make_machine
boot
boot

cat "$work/results/log"
if [[ ! -e "$work/results/finished" ]] || grep -q '^not ok' "$work/results/log"; then
  tail -n 50 "$work/console.log" >&2
  echo 'the instance test failed' >&2
  exit 1
fi
echo "$(grep -c '^ok' "$work/results/log") passed, 0 failed"
