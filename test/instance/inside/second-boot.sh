#!/bin/bash
# After a reboot.
set -uo pipefail
# shellcheck source=test/instance/inside/assertions.sh
source "$(dirname "$0")/assertions.sh"
# shellcheck source=test/instance/inside/nat.sh
source "$(dirname "$0")/nat.sh"

check 'after a reboot the revision serves' answers 200 /version '"commit":"second"'
check 'after a reboot it runs as its own user' runs_as_own_user link-shortener.service
check 'after a reboot the placeholder stays away' refuses systemctl is-active --quiet gostyle-placeholder.service
check 'after a reboot the next revision is deployed' deploys first
check 'after a reboot it serves' answers 200 /version '"commit":"first"'
check 'after a reboot logs are sent' is_active amazon-cloudwatch-agent
check 'after a reboot the application log is copied' is_active gostyle-journal

make_networks
check 'after a reboot it is a NAT instance' called_from 192.0.2.2
