#!/bin/bash
# Makes an instance a NAT for the private subnets of its VPC. Its security group decides who may use it. The rules are
# saved, so that they are restored after a restart.
set -euo pipefail

translate_addresses() {
  local interface
  interface="$(ip -o -4 route show to default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)"
  dnf install -y -q iptables-services
  echo 'net.ipv4.ip_forward = 1' >/etc/sysctl.d/90-nat.conf
  sysctl -q -p /etc/sysctl.d/90-nat.conf
  systemctl enable iptables
  systemctl start iptables
  iptables -t nat -A POSTROUTING -o "$interface" -j MASQUERADE
  # The default rules of the package reject all forwarded traffic.
  iptables -F FORWARD
  iptables-save >/etc/sysconfig/iptables
  echo "nat-instance: translates what leaves through $interface"
}

translate_addresses
