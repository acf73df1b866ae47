#!/bin/bash
# Runs the parts of `provisioning` that do not fit into user data: a script that is an asset of the commit. Does nothing if the machine image was
# baked with the same script.
#   GOSTYLE_PARTS_SCRIPT   name of the script, which changes with its content
#   GOSTYLE_PARTS_URL      its address in Amazon S3; empty if it is in the machine image
#   GOSTYLE_REGION         region of the bucket
set -euo pipefail

run_parts_script() {
  local script="/var/lib/gostyle/$GOSTYLE_PARTS_SCRIPT"
  if [[ -e "$script.done" ]]; then
    echo "provisioning: the machine image has it"
    return
  fi
  if [[ ! -s "$script" ]]; then
    if [[ -z "$GOSTYLE_PARTS_URL" ]]; then
      echo "provisioning: the machine image was not baked with $GOSTYLE_PARTS_SCRIPT" >&2
      return 1
    fi
    mkdir -p /var/lib/gostyle
    command -v aws >/dev/null || dnf install -y -q awscli-2
    aws s3 cp --only-show-errors --region "$GOSTYLE_REGION" "$GOSTYLE_PARTS_URL" "$script"
  fi
  bash "$script"
  touch "$script.done"
}

run_parts_script
