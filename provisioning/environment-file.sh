#!/bin/bash
# Writes the application's environment in the format of systemd's EnvironmentFile.
#   GOSTYLE_ENVIRONMENT_FILE    path of the file
#   GOSTYLE_ENVIRONMENT         NAME=value, one per line
#   GOSTYLE_HEALTH_CHECK_PATH   becomes HEALTH_CHECK_PATH
# A variable that is already in the file keeps its value, so that a machine image can set it.
set -euo pipefail

write_environment_file() {
  local file="$GOSTYLE_ENVIRONMENT_FILE" line name
  install -d -m 0755 "$(dirname "$file")"
  # The mode is set before the content is written, which may be secret.
  [[ -e "$file" ]] || install -m 0640 /dev/null "$file"
  while IFS= read -r line; do
    name="${line%%=*}"
    if [[ ! "$name" =~ ^[A-Za-z_][A-Za-z0-9_]*$ || "$line" != *=* ]]; then
      echo "environment: a line must be NAME=value, got the name: $name" >&2
      return 1
    fi
    if ! grep -q "^$name=" "$file"; then
      printf '%s=%s\n' "$name" "$(systemd_quoted "${line#*=}")" >>"$file"
    fi
  done <<<"$GOSTYLE_ENVIRONMENT"$'\n'"HEALTH_CHECK_PATH=$GOSTYLE_HEALTH_CHECK_PATH"
}

# Within double quotes, systemd only unescapes these four characters.
systemd_quoted() {
  local value="$1"
  if [[ ! "$value" =~ ^[A-Za-z0-9_./:@,+=-]*$ ]]; then
    value="${value//\\/\\\\}"
    value="${value//\"/\\\"}"
    value="${value//\$/\\\$}"
    value="${value//\`/\\\`}"
    value="\"$value\""
  fi
  printf '%s' "$value"
}

write_environment_file
