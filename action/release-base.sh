#!/bin/bash
# Releases the commit that the pull request is based on, so that the rehearsal meets a rollout from it.
set -euo pipefail
from_source() { git -C "$SOURCE" "$@"; }
# A checkout of GitHub's contains one commit only.
from_source cat-file -e "$BASE^{commit}" 2>/dev/null || from_source fetch --quiet --no-tags --depth=1 -- origin "$BASE"
# The repository of a self-hosted runner still knows the worktree of its last run, whose folder is gone.
from_source worktree add --quiet --force --detach -- "$RUNNER_TEMP/gostyle-base" "$BASE"
"$(dirname "$0")/run.sh" "$RUNNER_TEMP/gostyle-base" >"$RUNNER_TEMP/gostyle-base.jsonl"
