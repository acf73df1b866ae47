#!/bin/bash
# Runs on an instance of each new machine image; if it fails, no host uses the image.
set -euo pipefail

jq --version
for folder in /etc/sysctl.d /etc/systemd/journald.conf.d; do
  if [[ ! -s "$folder/50-link-shortener.conf" ]]; then
    echo "the image has no $folder/50-link-shortener.conf" >&2
    exit 1
  fi
done
