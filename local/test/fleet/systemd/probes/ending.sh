### ExecStop that fails is a failure
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/false
X
quietly systemctl start p
run systemctl stop p
state p

### ExecStop that may fail
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=-/bin/false
X
quietly systemctl start p
run systemctl stop p
state p

### ExecStopPost that fails is a failure
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStopPost=/bin/false
X
quietly systemctl start p
run systemctl stop p
state p

### ExecStop that takes too long
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/sleep 1002
  TimeoutStopSec=500ms
X
quietly systemctl start p
run systemctl stop p
state p

### restart with an ExecStop that fails
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/false
X
quietly systemctl start p
run systemctl restart p
state p

### Restart=always after a clean exit
unit p.service <<'X'
  [Unit]
  StartLimitIntervalSec=0
  [Service]
  Restart=always
  RestartSec=100ms
  ExecStart=/bin/sh -c 'sleep 0.2'
X
run systemctl start p
until [[ "$(systemctl show -p NRestarts --value p)" -ge 1 ]]; do sleep 0.1; done
echo restarted
run systemctl stop p
state p

### Restart=on-failure until the limit
unit p.service <<'X'
  [Unit]
  StartLimitBurst=3
  StartLimitIntervalSec=1h
  [Service]
  Restart=on-failure
  RestartSec=50ms
  ExecStart=/bin/false
X
run systemctl start p
becomes p failed
state p
properties p NRestarts
run systemctl start p
run systemctl reset-failed p
run systemctl is-failed p

### Restart=on-failure after a clean exit
unit p.service <<'X'
  [Service]
  Restart=on-failure
  ExecStart=/bin/true
X
run systemctl start p
becomes p inactive
state p
properties p NRestarts

### Restart=on-failure and the oneshot
unit p.service <<'X'
  [Unit]
  StartLimitBurst=2
  StartLimitIntervalSec=1h
  [Service]
  Type=oneshot
  Restart=on-failure
  RestartSec=50ms
  ExecStart=/bin/false
X
run systemctl start p
becomes p failed
state p

### RestartPreventExitStatus
unit p.service <<'X'
  [Service]
  Restart=always
  RestartPreventExitStatus=7
  ExecStart=/bin/sh -c 'exit 7'
X
run systemctl start p
becomes p failed
state p
properties p NRestarts

### Restart=on-abnormal
unit p.service <<'X'
  [Service]
  Restart=on-abnormal
  RestartSec=50ms
  ExecStart=/bin/sh -c 'exit 1'
X
run systemctl start p
becomes p failed
properties p NRestarts

### waiting to be restarted
unit p.service <<'X'
  [Service]
  Restart=always
  RestartSec=100s
  ExecStart=/bin/false
X
run systemctl start p
reaches p auto-restart
properties p ActiveState SubState Result
run systemctl is-active p
run systemctl is-failed p
echo "exit $(systemctl status p >/dev/null; echo $?)"
run systemctl reset-failed p
properties p ActiveState SubState Result
run systemctl stop p
state p

### a failed start that is retried by Restart=always
unit p.service <<'X'
  [Service]
  Restart=always
  RestartSec=100s
  ExecStartPre=/bin/false
  ExecStart=/bin/sleep 1001
X
run systemctl start p
reaches p auto-restart
properties p ActiveState SubState Result
run systemctl restart p
run systemctl stop p
state p

### RuntimeMaxSec
unit p.service <<'X'
  [Service]
  RuntimeMaxSec=300ms
  ExecStart=/bin/sleep 1001
X
run systemctl start p
becomes p failed
state p

### KillMode=process leaves the children
unit p.service <<'X'
  [Service]
  KillMode=process
  ExecStart=/bin/sh -c 'sleep 1003 & exec sleep 1001'
X
quietly systemctl start p
until pgrep -f '^sleep 1003' >/dev/null; do sleep 0.1; done
run systemctl stop p
pgrep -f '^sleep 1003' | wc -l
pkill -f '^sleep 1003'

### KillMode=mixed
unit p.service <<'X'
  [Service]
  KillMode=mixed
  ExecStart=/bin/sh -c 'sleep 1003 & exec sleep 1001'
X
quietly systemctl start p
until pgrep -f '^sleep 1003' >/dev/null; do sleep 0.1; done
run systemctl stop p
pgrep -f '^sleep 1003' | wc -l
state p

### KillSignal
unit p.service <<'X'
  [Service]
  KillSignal=SIGINT
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
run systemctl stop p
state p

### SIGUSR1 ends it
unit p.service <<'X'
  [Service]
  KillSignal=SIGUSR1
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
run systemctl stop p
state p

### it does not end on SIGTERM
unit p.service <<'X'
  [Service]
  TimeoutStopSec=300ms
  ExecStart=/bin/sh -c 'trap "" TERM; touch /run/p-is-up; while :; do sleep 0.1; done'
X
rm -f /run/p-is-up
quietly systemctl start p
until [ -e /run/p-is-up ]; do sleep 0.05; done
run systemctl stop p
state p

### it exits with 1 on SIGTERM
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'trap "exit 1" TERM; touch /run/p-is-up; while :; do sleep 0.1; done'
X
rm -f /run/p-is-up
quietly systemctl start p
until [ -e /run/p-is-up ]; do sleep 0.05; done
run systemctl stop p
state p
run systemctl start p
state p

### ExecStart that ends while its children go on
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'sleep 1003 & exit 0'
X
run systemctl start p
becomes p inactive
pgrep -f '^sleep 1003' | wc -l

### SendSIGKILL=no
unit p.service <<'X'
  [Service]
  TimeoutStopSec=300ms
  SendSIGKILL=no
  ExecStart=/bin/sh -c 'trap "" TERM; touch /run/p-is-up; until [ -e /run/p-may-end ]; do sleep 0.2; done'
X
rm -f /run/p-is-up /run/p-may-end
quietly systemctl start p
until [ -e /run/p-is-up ]; do sleep 0.05; done
run systemctl stop p
state p
touch /run/p-may-end

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
# systemd hears of it before this answer.
systemctl daemon-reload
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
until [ "$(pgrep -fc '^sleep 100[23]')" = 2 ]; do sleep 0.1; done
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
  StartLimitIntervalSec=100s
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

### RuntimeMaxSec that is over while the unit stops
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStop=/bin/sleep 9
  RuntimeMaxSec=8s
X
run systemctl start p
run systemctl stop p
state p
journalctl -u p -o cat --no-pager -n 4 | grep 'time limit'
