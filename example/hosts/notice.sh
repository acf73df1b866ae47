#!/bin/bash
# Tells people who open a session on a host that changes there do not last.
set -euo pipefail

echo 'This host is replaced at any time by the pipeline: change the repository, not the host.' >/etc/motd
