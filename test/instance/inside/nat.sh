# shellcheck shell=bash
# To be sourced. A private subnet and an internet, as network namespaces on both sides of this machine:
#   private 10.0.0.2 - 10.0.0.1 this machine 192.0.2.2 - 192.0.2.1 internet

make_networks() {
  ip netns add private
  ip netns add internet
  ip link add inside type veth peer name eth0 netns private
  ip link add ens5 type veth peer name eth0 netns internet
  ip address add 10.0.0.1/24 dev inside
  ip address add 192.0.2.2/24 dev ens5
  ip link set inside up
  ip link set ens5 up
  ip route replace default via 192.0.2.1 dev ens5
  ip -n private address add 10.0.0.2/24 dev eth0
  ip -n private link set eth0 up
  ip -n private route add default via 10.0.0.1
  ip -n internet address add 192.0.2.1/24 dev eth0
  ip -n internet link set eth0 up
  ip netns exec internet /usr/local/bin/node /opt/instance-test/caller.mjs &
}

# The source address that the internet sees for a request from the private subnet.
seen_by_the_internet() {
  ip netns exec private /usr/local/bin/node -e \
    'fetch("http://192.0.2.1:8080", { signal: AbortSignal.timeout(2000) })
      .then((answer) => answer.text()).then(console.log, () => console.log("nobody"))'
}

# Usage: called_from ADDRESS   waits until the internet sees that address
called_from() {
  local seen end=$((SECONDS + 120))
  while ((SECONDS < end)); do
    seen="$(seen_by_the_internet)"
    [[ "$seen" != "$1" ]] || return 0
    sleep 0.2
  done
  echo "for two minutes the internet saw: $seen"
  return 1
}
