#!/bin/bash
# Installs what the tests need in addition to `npm ci`: the runner's bundle, the packed library in the example, the service's
# packages, and a browser and a shell linter from Debian.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

# The service's packages do not depend on the library, so they are installed meanwhile.
timed scripts/npm-ci.sh service &
service=$!
trap 'kill "$service" 2>/dev/null || true' EXIT
timed npx projen bundle:local
timed scripts/pack-library.sh
timed scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
wait "$service"
trap - EXIT

missing=()
[[ -x "${CHROMIUM_PATH:-/usr/bin/chromium}" ]] || missing+=(chromium)
command -v shellcheck >/dev/null || missing+=(shellcheck)
for shell in zsh fish; do command -v "$shell" >/dev/null || missing+=("$shell"); done
command -v setfacl >/dev/null || missing+=(acl)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || command -v valkey-server >/dev/null || missing+=(redis-server)
command -v mysqld >/dev/null || [[ -x /usr/sbin/mariadbd ]] || missing+=(mariadb-server)
command -v psql >/dev/null || missing+=(postgresql-client)
((${#missing[@]} == 0)) && exit 0

if ((EUID == 0)) && command -v apt-get >/dev/null; then
  timed scripts/apt-install.sh "${missing[@]}"
else
  echo "the tests need ${missing[*]}: install them with the system's package manager (Debian: apt-get install ${missing[*]})" >&2
  exit 1
fi
