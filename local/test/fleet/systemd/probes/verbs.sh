### units that are not there
run systemctl start nosuch
run systemctl stop nosuch
run systemctl restart nosuch
run systemctl try-restart nosuch
run systemctl reload nosuch
run systemctl reload-or-restart nosuch
run systemctl try-reload-or-restart nosuch
run systemctl kill nosuch
run systemctl status nosuch
run systemctl is-active nosuch
run systemctl is-failed nosuch
run systemctl is-enabled nosuch
run systemctl enable nosuch
run systemctl disable nosuch
run systemctl reset-failed nosuch
run systemctl cat nosuch
run systemctl show nosuch -p LoadState -p ActiveState
run systemctl mask nosuch
run systemctl unmask nosuch
run systemctl unmask nosuch
run systemctl reenable nosuch

### the same without waiting
run systemctl start --no-block nosuch
run systemctl restart --no-block nosuch
run systemctl stop --no-block nosuch

### quietly
run systemctl -q is-active nosuch
run systemctl is-active --quiet nosuch
run systemctl --quiet is-enabled nosuch
run systemctl is-failed -q nosuch

### targets
run systemctl is-active nosuch.target
run systemctl is-active multi-user.target

run systemctl start nosuch.target
run systemctl status nosuch.target
run systemctl is-enabled nosuch.target
run systemctl isolate nosuch.target

### a target of one's own
unit p.target <<'X'
  [Unit]
  Wants=p.service
X
unit p.service <<'X'
  [Unit]
  PartOf=p.target
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl is-active p.target
run systemctl start p.target
run systemctl is-active p.target p.service
run systemctl stop p.target
state p.service
run systemctl is-active p.target
rm /etc/systemd/system/p.target

### several units
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p nosuch
run systemctl is-active p nosuch
run systemctl is-active nosuch p
run systemctl is-failed p nosuch
run systemctl is-enabled p nosuch
run systemctl stop nosuch p
run systemctl is-active p

### restart, try-restart and reload of what is inactive
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl try-restart p
state p
run systemctl reload p
run systemctl reload-or-try-restart p
run systemctl try-reload-or-restart p
state p
run systemctl condrestart p
state p
run systemctl reload-or-restart p
state p
run systemctl reload p
run systemctl stop p
run systemctl stop p

### reload
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecReload=/bin/echo again
X
run systemctl reload p
run systemctl start p
run systemctl reload p
run systemctl reload-or-restart p
output p

### a reload that fails
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecReload=/bin/false
X
run systemctl start p
run systemctl reload p
state p

### a reload that ends the service
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecReload=/bin/kill -HUP $MAINPID
X
run systemctl start p
run systemctl reload p
becomes p inactive
state p

### kill
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl kill p
quietly systemctl start p
run systemctl kill -s SIGKILL p
becomes p failed
state p
run systemctl kill p
quietly systemctl start p
run systemctl kill --signal=TERM --kill-whom=main p
becomes p inactive
state p
run systemctl kill -s NONSENSE p
run systemctl kill --signal=9 p
run systemctl kill --kill-who=control p

### reset-failed
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
run systemctl reset-failed p
quietly systemctl start p
run systemctl is-failed p
run systemctl reset-failed p
run systemctl is-failed p
quietly systemctl start p
run systemctl reset-failed
run systemctl is-failed p
run systemctl reset-failed 'p*'

### --failed and list-units
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
quietly systemctl start p
run systemctl --failed --no-legend --plain
run systemctl list-units --failed --no-legend --plain
run systemctl list-units --state=failed --no-legend --plain 'p*'
run systemctl --no-legend --plain list-units 'nosuch*'
run systemctl is-system-running
quietly systemctl reset-failed
run systemctl --failed --no-legend
run systemctl is-system-running

### list-units by type and state
unit p.service <<'X'
  [Unit]
  Description=The probe
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
run systemctl list-units --type=service --state=running --no-legend --plain 'p.*'
run systemctl list-units --all --no-legend --plain p.service
run systemctl list-units -t target --no-legend --plain 'p.*'
quietly systemctl stop p
run systemctl list-units --no-legend --plain 'p.*'

### list-unit-files
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl list-unit-files --no-legend 'p.*'
quietly systemctl enable p
run systemctl list-unit-files --no-legend p.service
run systemctl list-unit-files --no-legend --state=enabled p.service
run systemctl list-unit-files --no-legend 'nosuch*'

### patterns
unit p-1.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
cp /etc/systemd/system/p-1.service /etc/systemd/system/p-2.service
run systemctl start 'p-*'
quietly systemctl start p-1 p-2
run systemctl is-active 'p-*'
run systemctl restart 'p-*'
run systemctl stop 'p-*'
run systemctl is-active p-1 p-2
run systemctl is-active 'p-*'
run systemctl stop 'p-*'
run systemctl status 'nosuch*'
rm /etc/systemd/system/p-1.service /etc/systemd/system/p-2.service

### names
run systemctl start p.nonsense
run systemctl start 'a b'
run systemctl is-active ''
run systemctl start ..
run systemctl start p@.service
run systemctl is-active p@.service
run systemctl start /etc/systemd/system/p.service
run systemctl is-active p.service.service
run systemctl start p.socket

### without arguments
run systemctl start
run systemctl stop
run systemctl is-active
run systemctl is-enabled
run systemctl enable
run systemctl kill
run systemctl cat
run systemctl nonsense
run systemctl start --nonsense p

### status
unit p.service <<'X'
  [Unit]
  Description=The probe
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl status p -n0 --no-pager
quietly systemctl start p
echo "exit $(systemctl status p >/dev/null; echo $?)"
systemctl status p --no-pager -n0 | grep -E 'p.service|Loaded' | sed 's/^/  /'
systemctl status p -n0 | grep -cE 'Active: active \(running\) since|Main PID: [0-9]+ \(sleep\)|CGroup'
quietly systemctl stop p
run systemctl status -n0 p nosuch
quietly systemctl status

### show
unit p.service <<'X'
  [Unit]
  Description=The probe
  After=network.target
  [Service]
  Type=exec
  User=nobody
  Restart=on-failure
  RestartSec=3
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
properties p Id Names Description LoadState ActiveState SubState Type Restart User Result NRestarts FragmentPath UnitFileState
properties p RestartUSec TimeoutStopUSec TimeoutStartUSec KillMode KillSignal NoNewPrivileges LimitNOFILE RemainAfterExit
properties p CanStart CanReload CanStop NeedDaemonReload ExecMainStatus ExecMainCode WorkingDirectory StartLimitBurst
run systemctl show --property=ActiveState,SubState p
run systemctl show -p ActiveState --value p
run systemctl show -P SubState p
run systemctl show -p Nonsense p
run systemctl show -p SubState p nosuch
run systemctl show 'p.*' -p Id

### cat
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p.service.d/a.conf <<'X'
  [Service]
  Environment=A=1
X
run systemctl cat p
run systemctl cat p nosuch

### a user may not
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
nobody systemctl --no-ask-password stop p >/dev/null 2>&1; echo "exit $?"
run nobody systemctl is-active p
