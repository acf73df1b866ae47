### a unit that is not UTF-8
mkdir -p /etc/systemd/system
printf '[Unit]\nDescription=caf\xe9\n[Service]\nExecStart=/bin/sleep 1001\n' >/etc/systemd/system/p.service
run systemctl start p
properties p LoadState ActiveState

### an environment file that is not UTF-8
printf 'A=\xff\xfe\nB=2\n' >/etc/probe-environment
unit p.service <<'X'
  [Service]
  Type=oneshot
  EnvironmentFile=/etc/probe-environment
  ExecStart=/bin/sh -c 'echo $B'
X
run systemctl start p
state p

### comments that are not UTF-8
# shellcheck disable=SC2016 # the unit's shell expands it
printf '# caf\xe9\n[Unit]\n; caf\xe9\n[Service]\nType=oneshot\nEnvironmentFile=/etc/probe-environment\nExecStart=/bin/sh -c "echo $B"\n' \
  >/etc/systemd/system/p.service
printf '# caf\xe9\nB=2\n' >/etc/probe-environment
run systemctl start p
output p

### a unit that is not UTF-8, asked for
printf '[Unit]\nDescription=caf\xe9\n[Service]\nExecStart=/bin/sleep 1001\n' >/etc/systemd/system/p.service
run systemctl is-active p
run systemctl stop p
systemctl status p 2>&1 | grep -a Loaded

### an optional environment file that is not UTF-8
printf 'A=\xff\xfe\nB=2\n' >/etc/probe-environment
unit p.service <<'X'
  [Service]
  Type=oneshot
  EnvironmentFile=-/etc/probe-environment
  ExecStart=/bin/sh -c 'echo $B'
X
run systemctl start p
state p
output p

### an environment file with a byte order mark
printf '\xef\xbb\xbfA=1\nB=2\n' >/etc/probe-environment
unit p.service <<'X'
  [Service]
  Type=oneshot
  EnvironmentFile=/etc/probe-environment
  ExecStart=/bin/sh -c 'echo a=$A b=$B'
X
run systemctl start p
output p

### lines of a unit that are not UTF-8 and no settings
for line in '[X-caf\xe9]' 'caf\xe9' '[caf\xe9'; do
  printf '%b\n[Service]\nType=oneshot\nExecStart=/bin/true\n' "$line" >/etc/systemd/system/p.service
  systemctl daemon-reload
  run systemctl start p
done
printf '[Service]\nType=oneshot\nExecStart=/bin/echo \\\n# caf\xe9\nstarts\n' >/etc/systemd/system/p.service
systemctl daemon-reload
run systemctl start p
output p

### a drop-in that is not UTF-8
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'echo a=$A b=$B'
X
mkdir -p /etc/systemd/system/p.service.d
printf '[Service]\nEnvironment=A=1\nEnvironment=B=caf\xe9\n' >/etc/systemd/system/p.service.d/a.conf
quietly systemctl start p
output p

### assignments of an environment file that are not UTF-8 and have no effect
unit p.service <<'X'
  [Service]
  Type=oneshot
  EnvironmentFile=/etc/probe-environment
  ExecStart=/bin/sh -c 'echo $B'
X
for lines in 'caf\xe9=1\nB=2\n' 'B=\xff\nB=2\n' 'A-B=\xff\nB=2\n' 'caf\xe9\nB=2\n'; do
  printf '%b' "$lines" >/etc/probe-environment
  quietly systemctl reset-failed p
  run systemctl start p
done
output p
