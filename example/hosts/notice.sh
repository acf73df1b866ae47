#!/bin/bash
# Whoever opens a session on a host learns that nothing that is changed here stays.
set -euo pipefail

echo 'This host is replaced at any time by the pipeline: change the repository, not the host.' >/etc/motd
