#!/bin/bash
# Writes /opt/gostyle/read-secrets, which the application's unit calls before it starts. That reads the secrets with the role of the instance, and
# writes them to a file in memory that only root can read, in the format of systemd's EnvironmentFile:
#   ExecStartPre=+/opt/gostyle/read-secrets
#   EnvironmentFile=-/run/gostyle-secrets/environment
# If a store does not respond when the application restarts, the last values are kept.
#   GOSTYLE_SECRETS   NAME STORE ID [FIELD], one per line
#   GOSTYLE_REGION    region of the stores
set -euo pipefail

write_secrets_reader() {
  command -v aws >/dev/null || dnf install -y -q awscli-2
  install -d -m 0755 /opt/gostyle
  {
    printf '%s\n' '#!/bin/bash' "wanted=$(printf %q "$GOSTYLE_SECRETS")" "region=$GOSTYLE_REGION"
    cat <<'BASH'
set -euo pipefail
umask 077
file=/run/gostyle-secrets/environment

# By default, the AWS CLI waits longer for a store than systemd waits for this script.
aws() { timeout 30 aws "$@"; }

read_text() {
  local region="$region" text
  if [[ "$2" == arn:* ]]; then region="$(cut -d: -f4 <<<"$2")"; fi
  if [[ "$1" == parameter-store ]]; then
    text="$(aws ssm get-parameters --region "$region" --names "$2" --with-decryption --query 'Parameters[0].Value' --output text)" || return 1
  else
    text="$(aws secretsmanager get-secret-value --region "$region" --secret-id "$2" --query SecretString --output text)" || return 1
  fi
  if [[ "$text" == None ]]; then
    echo "secrets: $2 is not there, or has no text" >&2
    return 1
  fi
  printf '%s' "$text"
}

field_of() {
  if [[ -x /usr/local/bin/node ]]; then
    /usr/local/bin/node -e '
      const value = JSON.parse(require("node:fs").readFileSync(0, "utf8"))[process.argv[1]];
      if (value === undefined) process.exit(1);
      process.stdout.write(typeof value === "string" ? value : JSON.stringify(value));
    ' "$1" 2>/dev/null
  else
    /usr/bin/python3 -c '
import json, sys
value = json.load(sys.stdin)[sys.argv[1]]
sys.stdout.write(value if isinstance(value, str) else json.dumps(value))
    ' "$1" 2>/dev/null
  fi
}

read_all() {
  local name store id field value
  declare -A texts=()
  while read -r name store id field; do
    if [[ -z "${texts[$store $id]+read}" ]]; then
      texts[$store $id]="$(read_text "$store" "$id")" || return 1
    fi
    value="${texts[$store $id]}"
    if [[ -n "$field" ]]; then
      value="$(printf '%s' "$value" | field_of "$field")" || { echo "secrets: $id has no field $field, or is not JSON" >&2; return 1; }
    fi
    value="${value//\\/\\\\}"
    value="${value//\"/\\\"}"
    value="${value//\$/\\\$}"
    value="${value//\`/\\\`}"
    printf '%s="%s"\n' "$name" "$value"
  done <<<"$wanted"
}

install -d -m 0700 "${file%/*}"
if read_all >"$file.new"; then
  mv -f "$file.new" "$file"
else
  rm -f "$file.new"
  [[ -s "$file" ]] || exit 1
  echo 'secrets: what was read last is kept' >&2
fi
BASH
  } >/opt/gostyle/read-secrets.new
  chmod 0755 /opt/gostyle/read-secrets.new
  mv -f /opt/gostyle/read-secrets.new /opt/gostyle/read-secrets
}

write_secrets_reader
