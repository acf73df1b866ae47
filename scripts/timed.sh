# shellcheck shell=bash
# To be sourced: `timed COMMAND..` runs it and prints its duration.
timed() {
  local started="${EPOCHREALTIME/./}" milliseconds
  "$@"
  milliseconds=$(((${EPOCHREALTIME/./} - started) / 1000))
  printf '=== %d.%d s: %s\n' $((milliseconds / 1000)) $((milliseconds % 1000 / 100)) "$*"
}
