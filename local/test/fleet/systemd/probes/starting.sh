### ExecStartPre that fails
unit p.service <<'X'
  [Service]
  ExecStartPre=/bin/false
  ExecStart=/bin/sleep 1001
  ExecStopPost=/bin/echo post
X
run systemctl start p
state p
output p

### ExecStartPost that fails
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStartPost=/bin/false
  ExecStop=/bin/echo stop
  ExecStopPost=/bin/echo post
X
run systemctl start p
state p
output p

### ExecCondition
unit p.service <<'X'
  [Service]
  ExecCondition=/bin/false
  ExecStart=/bin/sleep 1001
  ExecStopPost=/bin/echo post
X
run systemctl start p
state p
output p

### ExecCondition that is ended by 255
unit p.service <<'X'
  [Service]
  ExecCondition=/bin/sh -c 'exit 255'
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### ConditionPathExists
unit p.service <<'X'
  [Unit]
  ConditionPathExists=/nosuch
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p
properties p ConditionResult

### conditions of several kinds
touch /opt/probe/empty; mkdir -p /opt/probe/empty-folder
unit p.service <<'X'
  [Unit]
  ConditionPathIsDirectory=/etc
  ConditionFileNotEmpty=/etc/passwd
  ConditionPathExistsGlob=/etc/pass*
  ConditionDirectoryNotEmpty=!/opt/probe/empty-folder
  ConditionFileIsExecutable=/bin/sh
  ConditionPathIsSymbolicLink=!/etc/passwd
  ConditionUser=root
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### a condition that asks for one of several
unit p.service <<'X'
  [Unit]
  ConditionPathExists=|/nosuch
  ConditionPathExists=|/etc/passwd
  ConditionFileNotEmpty=/etc/passwd
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### AssertPathExists
unit p.service <<'X'
  [Unit]
  AssertPathExists=/nosuch
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### RemainAfterExit
unit p.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStart=/bin/true
  ExecStop=/bin/echo stop
X
run systemctl start p
state p
run systemctl is-active p
run systemctl start p
run systemctl restart p
run systemctl stop p
state p
output p

### a simple service that remains
unit p.service <<'X'
  [Service]
  RemainAfterExit=yes
  ExecStart=/bin/true
X
run systemctl start p
reaches p exited
state p

### forking
unit p.service <<'X'
  [Service]
  Type=forking
  PIDFile=/run/p.pid
  ExecStart=/bin/sh -c 'setsid sleep 1001 & echo $$! >/run/p.pid'
X
run systemctl start p
state p
[[ "$(main_pid p)" == "$(cat /run/p.pid)" ]] && echo same
run systemctl stop p
state p

### forking without a pid file
unit p.service <<'X'
  [Service]
  Type=forking
  ExecStart=/bin/sh -c 'setsid sleep 1001 & exit 0'
X
run systemctl start p
state p
run systemctl stop p

### forking that does not fork
unit p.service <<'X'
  [Service]
  Type=forking
  TimeoutStartSec=500ms
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### a forking command that fails
unit p.service <<'X'
  [Service]
  Type=forking
  ExecStart=/bin/false
X
run systemctl start p
state p

### forking, and nothing remains
unit p.service <<'X'
  [Service]
  Type=forking
  ExecStart=/bin/true
X
run systemctl start p
state p

### forking with a pid file that does not come
unit p.service <<'X'
  [Service]
  Type=forking
  PIDFile=/run/nosuch.pid
  TimeoutStartSec=500ms
  ExecStart=/bin/sh -c 'setsid sleep 1001 & exit 0'
X
run systemctl start p
state p

### notify that never says so
unit p.service <<'X'
  [Service]
  Type=notify
  TimeoutStartSec=500ms
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### notify that ends
unit p.service <<'X'
  [Service]
  Type=notify
  ExecStart=/bin/true
X
run systemctl start p
state p

### a start that takes too long
unit p.service <<'X'
  [Service]
  Type=oneshot
  TimeoutStartSec=300ms
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### idle
unit p.service <<'X'
  [Service]
  Type=idle
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

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
  [Unit]
  StartLimitIntervalSec=100s
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
  StartLimitIntervalSec=100s
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
