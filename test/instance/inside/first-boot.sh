#!/bin/bash
# User data, then deployments: good, good, broken, good.
set -uo pipefail
# shellcheck source=test/instance/inside/assertions.sh
source "$(dirname "$0")/assertions.sh"
# shellcheck source=test/instance/inside/nat.sh
source "$(dirname "$0")/nat.sh"

service=link-shortener.service
placeholder=gostyle-placeholder.service
hooks=/srv/revisions/first/service/deploy

check 'user data succeeds' bash /srv/user-data.sh
check 'node.js is at /usr/local/bin/node' /usr/local/bin/node --version
check 'user data succeeds again' bash /srv/user-data.sh
check 'node.js was installed by dnf, once' test "$(cat /srv/results/installed)" = nodejs24
check 'the environment file is not readable by others' test "$(stat --format=%a /etc/gostyle/environment)" = 640
check 'the placeholder answers the health check' answers 200 /health
check 'the placeholder is not mistaken for the application' answers 404 /version
check 'the placeholder runs as its own user' runs_as_own_user "$placeholder"

check 'the stop script succeeds when nothing is installed' "$hooks/stop.sh"
check 'a first revision that cannot start fails: nothing answers in its place' refuses deploys broken
check 'the first good revision is deployed' deploys first
check 'it serves' answers 200 /version '"commit":"first"'
check 'it runs as its own user' runs_as_own_user "$service"
check 'the placeholder is gone' refuses is_active "$placeholder"

check 'the second revision is deployed' deploys second
check 'it serves instead' answers 200 /version '"commit":"second"'

check 'a revision that cannot start fails' refuses deploys broken
check 'the revision after it is deployed all the same' deploys second
check 'it serves again' answers 200 /version '"commit":"second"'

check 'the start script can run twice' bash -c "$hooks/start.sh && $hooks/start.sh"
check 'the validate script succeeds' "$hooks/validate.sh"
check 'the stop script can run twice' bash -c "$hooks/stop.sh && $hooks/stop.sh"
check 'the service ended by itself' test "$(systemctl show --property=Result --value "$service")" = success
check 'it starts again' bash -c "$hooks/start.sh && $hooks/validate.sh"

systemctl kill --signal=SIGKILL "$service"
check 'it comes back when it was killed' answers 200 /version '"commit":"second"'

export GOSTYLE_LOG_UNIT="$service" GOSTYLE_LOG_GROUPS=/gostyle/test
check 'logs are sent' bash /opt/provisioning/cloudwatch-agent.sh
check 'the agent was installed by dnf' dnf -q list --installed amazon-cloudwatch-agent
check 'it is active' is_active amazon-cloudwatch-agent
check 'its configuration names the log groups' log_groups /gostyle/test/application /gostyle/test/agent /gostyle/test/hooks
check 'it finds the application log in a file' gets /var/log/gostyle/application.log 'listening'
check 'it succeeds again' bash /opt/provisioning/cloudwatch-agent.sh
check 'it was installed once' test "$(cat /srv/results/installed)" = $'nodejs24\namazon-cloudwatch-agent'
check 'a package that is not there fails' refuses env GOSTYLE_NODE_VERSION=99 bash -c 'rm /usr/local/bin/node && bash /opt/provisioning/nodejs.sh'
check 'node.js comes back' env GOSTYLE_NODE_VERSION=24 bash /opt/provisioning/nodejs.sh

check 'the CodeDeploy agent can use its VPC endpoint' bash /opt/provisioning/codedeploy-endpoint.sh
check 'its configuration says so' grep -qx ':enable_auth_policy: true' /etc/codedeploy-agent/conf/codedeployagent.yml
check 'it is active afterwards' is_active codedeploy-agent

make_networks
check 'a private subnet reaches nobody by itself' test "$(seen_by_the_internet)" = nobody
check 'the machine becomes a NAT instance' bash /opt/provisioning/nat-instance.sh
check 'the private subnet reaches the internet with the address of the machine' called_from 192.0.2.2
