#!/bin/bash
# The parts of `provisioning` where user data has no room for them: one script, an asset that belongs to the commit. A machine image that was
# baked with the same script has run it already.
#   GOSTYLE_PARTS_SCRIPT   name of the script, which changes with what is in it
#   GOSTYLE_PARTS_URL      where it is in Amazon S3; nothing where the machine image brings it
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
