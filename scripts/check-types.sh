#!/bin/bash
# Checks types, and the rules that need them.
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen types
