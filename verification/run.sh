#!/bin/bash
# Independent tools: cfn-lint on every template, AWS SAM on every template with functions, and a real `cdk bootstrap` and `cdk deploy` of the
# examples against moto, a server on 127.0.0.1 in place of AWS. Also checks that the oldest supported aws-cdk-lib synthesizes the same
# templates, and that cloud-init accepts our documents. Usage: verification/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo 'the verification needs Python 3.10 or newer with venv: install it with the package manager (Debian: apt-get install python3-venv)' >&2
  exit 1
fi

# Usage: install ENVIRONMENT REQUIREMENTS   unless they are installed already
install() {
  local environment="$1" requirements="$2" wanted
  wanted="$(sha256sum "$requirements") $(python3 --version)"
  if [[ "$(cat "$environment/.installed-for" 2>/dev/null)" == "$wanted" ]]; then return; fi
  rm -rf "$environment"
  python3 -m venv "$environment"
  timed "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  echo "$wanted" >"$environment/.installed-for"
}
environment=verification/.venv
install "$environment" verification/requirements.txt
install "$environment/sam" verification/requirements-sam.txt &
sam=$!
install "$environment/cloud-init" verification/requirements-cloud-init.txt
timed verification/cloud-init.sh "$environment/cloud-init"

assemblies="$(mktemp -d)"
trap 'kill "$sam" 2>/dev/null || true; rm -rf "$assemblies"' EXIT
timed npx projen bundle:local
verification/synth.sh "$assemblies/newest"
verification/floor.sh "$assemblies/oldest"
wait "$sam"
trap 'rm -rf "$assemblies"' EXIT
export PROPERTY_RUNS=20
ALL_SUBSETS=1 timed npx jest test/contract/properties test/contract/independence
"$environment/bin/python" verification/main.py "$assemblies"
