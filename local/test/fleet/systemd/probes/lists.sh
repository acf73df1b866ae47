### the order of properties
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
systemctl show p | cut -d= -f1 | grep -xE 'Type|Restart|RestartUSec|TimeoutStartUSec|TimeoutStopUSec|RemainAfterExit|MainPID|Result|NRestarts|ExecMainCode|ExecMainStatus|SuccessExitStatus|MemoryCurrent|Environment|LimitNOFILE|LimitNOFILESoft|WorkingDirectory|User|NoNewPrivileges|KillMode|KillSignal|Id|Names|Description|LoadState|ActiveState|SubState|FragmentPath|DropInPaths|UnitFileState|CanStart|CanStop|CanReload|NeedDaemonReload|ConditionResult|AssertResult|InvocationID|ActiveEnterTimestamp|StartLimitBurst|StartLimitIntervalUSec|ControlGroup'
run systemctl show p --value -p SubState -p ActiveState -p Result -p LoadState
run systemctl show p -p ControlGroup -p AssertResult -p StartLimitIntervalUSec -p Slice

### an environment in the properties
unit p.service <<'X'
  [Service]
  Environment="A=1 2" B=3 'C=a\nb'
  ExecStart=/bin/sleep 1001
X
run systemctl show p -p Environment

### a list of failed units
unit p.service <<'X'
  [Service]
  ExecStart=/bin/false
X
unit p-other.service <<'X'
  [Unit]
  Description=another one
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
becomes p failed
quietly systemctl start p-other
systemctl list-units --no-legend 'p.service' 'p-*.service' | sed 's/ *$//; s/^/|/'
systemctl list-units --no-legend --plain p.service 'p-*.service' | sed 's/ *$//; s/^/|/'
systemctl list-units --failed p.service 'p-*.service' | sed 's/ *$//; s/^/|/'
systemctl list-units p.service 'p-*.service' | sed 's/ *$//; s/^/|/'

### a list of no units
run systemctl list-units 'p-nosuch*'
run systemctl --failed
run systemctl list-units --no-legend 'p-nosuch*'

### a list of all units
unit p.service <<'X'
  [Unit]
  Wants=p-nosuch.service
  After=p-nosuch.service
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p-other.service <<'X'
  [Unit]
  Wants=p-masked.service p-bad.service
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p-bad.service <<'X'
  [Service]
  Type=simple
X
ln -s /dev/null /etc/systemd/system/p-masked.service
quietly systemctl daemon-reload
quietly systemctl start p p-other
systemctl list-units --all 'p.service' 'p-*.service' | sed 's/ *$//; s/^/|/'
