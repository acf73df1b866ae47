#!/bin/bash
# ValidateService: waits until the service says that it is healthy, for a bounded time.
set -euo pipefail

unit=link-shortener.service
environment_file=/etc/gostyle/environment
limit_seconds=30

# Read and not sourced: values are the service's, not shell code.
setting() {
  local value
  value="$(sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$environment_file" | tail -n 1)"
  echo "${value:-$2}"
}

port="$(setting PORT 3000)"
url="http://127.0.0.1:$port$(setting HEALTH_CHECK_PATH /health)"

# Prints the status. Node.js is there anyway, curl may not be.
ask() {
  /usr/local/bin/node -e '
    fetch(process.argv[1], { redirect: "manual", signal: AbortSignal.timeout(2000) })
      .then(({ status }) => console.log(status), (error) => console.log(error.cause?.code ?? error.name))
  ' "$url"
}

answer=none
while ((SECONDS < limit_seconds)); do
  answer="$(ask)"
  if [[ "$answer" == 200 ]]; then
    echo "$url answers 200"
    exit 0
  fi
  sleep 0.3
done

# The reason comes last: CodeDeploy keeps only the end of the output.
systemctl status --no-pager --lines=5 "$unit" >&2 || true
echo "$url did not answer 200 within $limit_seconds seconds; the last answer was: $answer" >&2
exit 1
