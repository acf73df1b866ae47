#!/bin/bash
# For hosts with a baked machine image: skips packages that are in the image, so that booting needs no package repository.
set -euo pipefail

use_installed_packages() {
  command -v dnf >/dev/null || return 0
  dnf() {
    local argument names=()
    for argument in "${@:2}"; do [[ "$argument" == -* ]] || names+=("$argument"); done
    if [[ "$1" == install ]] && rpm -q --quiet "${names[@]}"; then
      echo "dnf: the machine image has ${names[*]}"
      return
    fi
    command dnf "$@"
  }
}

use_installed_packages
