#!/bin/bash
# Tests on a real systemd what runs on an instance: boots a disposable Debian, runs the example's user data in it,
# deploys revisions with the hooks, sends logs, makes it a NAT instance, and reboots it. Needs root on Debian; installs
# debootstrap, systemd-nspawn and the tools that build packages for dnf.
# Usage: test/instance/run.sh [DIRECTORY]   DIRECTORY: where the Debian tree is kept between runs
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=test/instance/machine.sh
source test/instance/machine.sh

# Like many images, it has an agent but no Node.js.
make_machine() {
  mount_machine
  cp test/instance/image/{codedeploy-agent,instance-test}.service "$machine/etc/systemd/system/"
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

# Packages that a real dnf installs in the machine in place of Amazon Linux's.
make_packages() {
  rpmbuild -bb --quiet --define "_topdir $work/rpmbuild" --define "_rpmdir $work/packages" test/instance/packages/*.spec
  createrepo_c --quiet "$work/packages"
}

make_user_data() {
  # The minimal example: it has no database and no cache, which this machine lacks, so its user data is plain text.
  (cd example && TSX_TSCONFIG_PATH=../test/examples/tsconfig.json CDK_OUTDIR="$work/assembly" CDK_VALIDATION=false node --import tsx minimal.ts)
  node test/instance/user-data.mjs "$work/assembly" >"$work/user-data.sh"
}

boot() {
  boot_machine 1800 \
    --bind-ro="$(realpath "$(command -v node)")":/opt/node/node \
    --bind-ro="$PWD/assets/local":/opt/gostyle-cli \
    --bind-ro="$PWD/test/instance/inside":/opt/instance-test \
    --bind-ro="$PWD/provisioning":/opt/provisioning \
    --bind-ro="$work/packages":/srv/packages \
    --bind-ro="$work/revisions":/srv/revisions \
    --bind-ro="$work/user-data.sh":/srv/user-data.sh
}

install_tools debootstrap systemd-nspawn rpmbuild createrepo_c
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
