#!/bin/bash
# BeforeInstall: reports clearly what is missing, before the files of the last revision are removed.
set -euo pipefail

node=/usr/local/bin/node
if [[ ! -x "$node" ]]; then
  echo "node.js is missing at $node" >&2
  exit 1
fi

version="$("$node" --version)"
major="${version#v}"
major="${major%%.*}"
if ((major < 20)); then
  echo "node.js at $node must be 20 or newer, got: $version" >&2
  exit 1
fi
