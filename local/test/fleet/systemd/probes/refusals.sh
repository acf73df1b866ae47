### RefuseManualStop
unit p.service <<'X'
  [Unit]
  RefuseManualStop=yes
  [Service]
  ExecStart=/bin/sleep 1001
  ExecReload=/bin/true
X
run systemctl try-restart p
run systemctl restart p
run systemctl start p
run systemctl restart p
run systemctl reload p
run systemctl reload-or-restart p
run systemctl stop p
state p

### try-restart of what does not run and cannot be started
unit p.service <<'X'
  [Unit]
  Requires=p-nosuch.service p-nosuch.socket
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl try-restart p
run systemctl restart p

### RefuseManualStop without a reload
unit p.service <<'X'
  [Unit]
  RefuseManualStop=yes
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
run systemctl try-reload-or-restart p
run systemctl reload-or-restart p

### RefuseManualStart and a restart
unit p.service <<'X'
  [Unit]
  RefuseManualStart=yes
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl restart p
run systemctl reload-or-restart p
run systemctl try-restart p

### too many arguments
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl daemon-reload p
run systemctl daemon-reexec p
run systemctl is-system-running p
run systemctl get-default p
