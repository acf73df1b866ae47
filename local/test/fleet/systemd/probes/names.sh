### dependencies without a suffix
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Wants=p-base
  Requires=p-base p-other.service
  After=p-other.service
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p-other.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1003
X
run systemctl start p
state p p-base p-other

### Conflicts without a suffix
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Conflicts=p-base
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p-base
run systemctl start p
state p p-base

### OnFailure without a suffix
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStart=/bin/echo told
X
unit p.service <<'X'
  [Unit]
  OnFailure=p-base
  [Service]
  ExecStart=/bin/false
X
run systemctl start p
becomes p failed
state p p-base

### WantedBy without a suffix
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user
X
run systemctl enable p
run systemctl is-enabled p
ls /etc/systemd/system | grep multi-user | sort

### RequiredBy without a suffix, beside a valid one
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
  RequiredBy=multi-user
X
run systemctl enable p
run systemctl is-enabled p

### an alias of another type
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  Alias=p-other.socket
X
run systemctl enable p
run systemctl is-enabled p

### an alias without a suffix
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  Alias=p-other
X
run systemctl enable p
run systemctl is-enabled p

### Also without a suffix
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
  [Install]
  WantedBy=multi-user.target
X
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
  Also=p-base
X
run systemctl enable p
run systemctl is-enabled p-base

### Requires a socket that is not there
unit p.service <<'X'
  [Unit]
  Requires=p-nosuch.socket
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### BindsTo a timer that is not there
unit p.service <<'X'
  [Unit]
  BindsTo=p-nosuch.timer
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### Requires a mount that is not there
unit p.service <<'X'
  [Unit]
  Requires=p-nosuch.mount
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### Wants a path that is not there, and is after a socket
unit p.service <<'X'
  [Unit]
  Wants=p-nosuch.path
  After=p-nosuch.socket
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### two units of which one names what does not exist
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
unit p-other.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user
X
run systemctl enable p p-other
run systemctl is-enabled p
run systemctl enable --now p-other
run systemctl is-active p-other

### a template without an instance
unit p@.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl enable p@
run systemctl is-enabled p@
run systemctl enable p@1
run systemctl disable p@1

### a template that is wanted by a template
unit p@.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=p-base@.target
X
run systemctl enable p@
rm -rf /etc/systemd/system/p-base@.target.wants

### an escaped instance
unit p@.service <<'X'
  [Service]
  Type=oneshot
  Environment=ONE=%i "TWO=%I"
  ExecStart=/bin/echo %i %I '%i' ${ONE} ${TWO} %n %p
X
run systemctl start 'p@a\x2db'
output 'p@a\x2db'

### specifiers of the machine
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c '[ "%H" = "$(uname -n)" ] && [ "%l" = "$(uname -n | cut -d. -f1)" ] && [ "%v" = "$(uname -r)" ] && echo same %% '
X
run systemctl start p
output p

### specifiers that do not exist
for text in {a..z} {A..Z} {0..9} - '{' ' ' '='; do
  # They have other values in each machine.
  case "$text" in [cr]) continue ;; esac
  unit p.service <<X
    [Service]
    Type=oneshot
    ExecStart=/bin/echo %$text
X
  quietly systemctl daemon-reload
  systemctl start p 2>/dev/null || echo "  refused: %$text"
done

### what stays of them
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo %- %{ %= % 100%
X
run systemctl start p
output p

### a specifier that does not exist, in other settings
unit p.service <<'X'
  [Unit]
  Description=with %z
  Wants=%z.service
  [Service]
  Type=oneshot
  Environment=ONE=1 TWO=%z THREE=3
  EnvironmentFile=/etc/%z
  ExecStart=/bin/sh -c 'echo "$ONE $TWO $THREE"; pwd'
X
run systemctl start p
properties p Description
output p

### a specifier that does not exist, in the working directory
unit p.service <<'X'
  [Service]
  Type=oneshot
  WorkingDirectory=/%z
  ExecStart=/bin/pwd
X
run systemctl start p

### a specifier that does not exist, in the user
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=%z
  ExecStart=/bin/pwd
X
run systemctl start p

### names that do not exist, in an Install section
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user
  RequiredBy=multi-user.target
X
run systemctl enable p
run systemctl is-enabled p
unit p-other.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target multi-user
X
run systemctl enable p-other
run systemctl is-enabled p-other
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user multi-user.target
X
run systemctl enable p-base
run systemctl is-enabled p-base
run systemctl reenable p-base

### a start limit in the wrong section
unit p.service <<'X'
  [Unit]
  StartLimitIntervalSec=100s
  [Service]
  StartLimitIntervalSec=0
  ExecStart=/bin/false
  Restart=always
  RestartSec=10ms
X
run systemctl start p
becomes p failed
properties p NRestarts Result

### the number of starts in the section of services
unit p.service <<'X'
  [Service]
  StartLimitBurst=2
  ExecStart=/bin/false
  Restart=always
  RestartSec=10ms
X
run systemctl start p
becomes p failed
properties p NRestarts Result

### the old names of start limits
unit p.service <<'X'
  [Service]
  StartLimitInterval=100s
  StartLimitBurst=3
  ExecStart=/bin/false
  Restart=always
  RestartSec=10ms
X
run systemctl start p
becomes p failed
properties p NRestarts Result StartLimitBurst StartLimitIntervalUSec

### a start limit in both sections
unit p.service <<'X'
  [Unit]
  StartLimitBurst=4
  [Service]
  StartLimitBurst=2
  ExecStart=/bin/false
  Restart=always
  RestartSec=10ms
X
run systemctl start p
becomes p failed
properties p NRestarts Result

### a time in the wrong section
unit p.service <<'X'
  [Unit]
  TimeoutStopSec=7
  RestartSec=8
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
properties p TimeoutStopUSec RestartUSec

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

### KillMode=none, and its process ends while the next one runs
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
  KillMode=none
X
quietly systemctl start p
first="$(main_pid p)"
quietly systemctl stop p
quietly systemctl start p
kill "$first"
while kill -0 "$first" 2>/dev/null; do sleep 0.1; done
sleep 0.3
[[ "$(main_pid p)" != 0 ]] && echo 'still known'
state p
run systemctl stop p
pkill -f '^/bin/sleep 1002'

### KillMode=none
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'sleep 1002 & exec sleep 1003'
  KillMode=none
  TimeoutStopSec=1
X
run systemctl start p
run systemctl stop p
state p
pgrep -fc '^sleep 100[23]'
run systemctl start p
state p
run systemctl stop p
pkill -f '^sleep 100[23]'

### RuntimeMaxSec and Restart
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/echo stops $SERVICE_RESULT
  ExecStopPost=/bin/echo stopped $SERVICE_RESULT
  RuntimeMaxSec=300ms
  Restart=on-failure
  RestartSec=10ms
  [Unit]
  StartLimitBurst=2
X
run systemctl start p
becomes p failed
properties p NRestarts Result
output p

### RuntimeMaxSec without Restart
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/echo stops
  RuntimeMaxSec=300ms
  Restart=on-success
X
run systemctl start p
becomes p failed
state p
output p

### a relative path
mkdir -p /opt/probe/units && cd /opt/probe/units || exit
cat >p.service <<'X'
[Service]
ExecStart=/bin/sleep 1001
[Install]
WantedBy=multi-user.target
X
run systemctl enable ./p.service
run systemctl is-enabled p
run systemctl disable ./p.service
cd ..
run systemctl link units/p.service
run systemctl is-enabled p
run systemctl disable p
run systemctl enable ./units/p-nosuch.service

### disable of a unit and one that is not there
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
quietly systemctl enable p
run systemctl disable p p-nosuch
run systemctl is-enabled p
run systemctl disable p p-nosuch
run systemctl disable p-nosuch p

### enabled until the next boot
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl enable --runtime p
run systemctl is-enabled p
run systemctl disable p
run systemctl is-enabled p
run systemctl disable --runtime p
run systemctl is-enabled p

### UnsetEnvironment
unit p.service <<'X'
  [Service]
  Type=oneshot
  Environment=A=1 B=2
  UnsetEnvironment=LANG A PATH B=3
  ExecStart=/bin/sh -c 'env | grep -E "^(LANG|A|B)="'
X
run systemctl start p
output p
