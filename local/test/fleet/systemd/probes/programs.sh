### a script without an interpreter line
script /opt/probe/plain <<'X'
  echo hello
X
unit p.service <<'X'
  [Service]
  ExecStart=/opt/probe/plain
X
run systemctl start p
becomes p failed
state p

### a script without an interpreter line in a oneshot
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/opt/probe/plain
X
run systemctl start p
state p

### an interpreter that is not there
script /opt/probe/absent-interpreter <<'X'
  #!/opt/probe/nosuch
  echo hello
X
unit p.service <<'X'
  [Service]
  Type=exec
  ExecStart=/opt/probe/absent-interpreter
X
run systemctl start p
state p

### a program that is not there
unit p.service <<'X'
  [Service]
  ExecStart=/opt/probe/nosuch
X
run systemctl start p
becomes p failed
state p

### a program that may not be executed
echo '#!/bin/sh' >/opt/probe/not-executable
unit p.service <<'X'
  [Service]
  Type=exec
  ExecStart=/opt/probe/not-executable
X
run systemctl start p
state p

### a folder as a program
unit p.service <<'X'
  [Service]
  Type=exec
  ExecStart=/opt
X
run systemctl start p
state p

### a program that is not there, with a minus
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=-/opt/probe/nosuch
  ExecStart=/bin/echo second
X
run systemctl start p
state p
output p

### a working directory that is not there
unit p.service <<'X'
  [Service]
  Type=oneshot
  WorkingDirectory=/opt/probe/nosuch
  ExecStart=/bin/true
X
run systemctl start p
state p

### a working directory that may be missing
unit p.service <<'X'
  [Service]
  Type=oneshot
  WorkingDirectory=-/opt/probe/nosuch
  ExecStart=/bin/pwd
X
run systemctl start p
state p
output p

### a working directory that the user may not enter
mkdir -p -m 0700 /opt/probe/closed
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  WorkingDirectory=/opt/probe/closed
  ExecStart=/bin/true
X
run systemctl start p
state p

### a working directory that is a file
unit p.service <<'X'
  [Service]
  Type=oneshot
  WorkingDirectory=/etc/passwd
  ExecStart=/bin/true
X
run systemctl start p
state p

### the home as a working directory
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=root
  WorkingDirectory=~
  ExecStart=/bin/pwd
X
run systemctl start p
output p

### a user that is not there
unit p.service <<'X'
  [Service]
  User=nosuch
  ExecStart=/bin/sleep 1001
X
run systemctl start p
becomes p failed
state p

### a group that is not there
unit p.service <<'X'
  [Service]
  Group=nosuch
  ExecStart=/bin/sleep 1001
X
run systemctl start p
becomes p failed
state p

### a number as a user
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=12345
  ExecStart=/usr/bin/id -u
X
run systemctl start p
state p
output p

### a program that the user may not execute
mkdir -p /opt/probe/tools && cp /bin/true /opt/probe/tools/true && chmod 0700 /opt/probe/tools/true
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  ExecStart=/opt/probe/tools/true
X
run systemctl start p
state p

### a simple service that fails at once was started
unit p.service <<'X'
  [Service]
  ExecStart=/bin/false
X
run systemctl start p
becomes p failed
state p

### ended by a signal
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'kill -9 $$$$'
X
run systemctl start p
becomes p failed
state p
properties p ExecMainCode ExecMainStatus

### ended by SIGTERM, nobody asked
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
kill "$(main_pid p)"
becomes p inactive
state p

### ended with a core dump
unit p.service <<'X'
  [Service]
  LimitCORE=0
  ExecStart=/bin/sh -c 'kill -ABRT $$$$'
X
run systemctl start p
becomes p failed
state p

### 143 is a failure, as a shell or Node.js may end on SIGTERM
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'trap "exit 143" TERM; touch /run/p-is-up; while :; do sleep 0.1; done'
X
rm -f /run/p-is-up
quietly systemctl start p
until [ -e /run/p-is-up ]; do sleep 0.05; done
run systemctl stop p
state p

### SuccessExitStatus=143
unit p.service <<'X'
  [Service]
  SuccessExitStatus=143 TEMPFAIL SIGUSR1
  ExecStart=/bin/sh -c 'trap "exit 143" TERM; touch /run/p-is-up; while :; do sleep 0.1; done'
X
rm -f /run/p-is-up
quietly systemctl start p
until [ -e /run/p-is-up ]; do sleep 0.05; done
run systemctl stop p
state p
properties p SuccessExitStatus

### SuccessExitStatus with a name
unit p.service <<'X'
  [Service]
  Type=oneshot
  SuccessExitStatus=TEMPFAIL
  ExecStart=/bin/sh -c 'exit 75'
X
run systemctl start p
state p

### a oneshot that fails
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'echo no; exit 4'
X
run systemctl start p
state p
run systemctl is-failed p
run systemctl is-active p
run systemctl status -n0 p

### a oneshot of several commands ends at the first that fails
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo one
  ExecStart=/bin/false
  ExecStart=/bin/echo three
X
run systemctl start p
state p
output p

### two commands in a line
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo one ; /bin/echo two
  ExecStart=/bin/echo "a  b" 'c $HOME' \x41 ; /bin/echo semi \; colon
X
run systemctl start p
output p

### @ names the program
unit p.service <<'X'
  [Service]
  ExecStart=@/bin/sleep my-name 1001
X
run systemctl start p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo

### DynamicUser
unit p.service <<'X'
  [Service]
  Type=oneshot
  DynamicUser=yes
  StateDirectory=probe
  RuntimeDirectory=probe
  ExecStart=/bin/sh -c 'test $$(id -u) -ge 61184 && echo own; echo $USER $LOGNAME $HOME $SHELL; pwd'
  ExecStart=/bin/sh -c 'echo $STATE_DIRECTORY $RUNTIME_DIRECTORY; touch $STATE_DIRECTORY/x'
X
run systemctl start p
state p
output p
stat -c '%n %a %F' /var/lib/probe /var/lib/private/probe
rm -rf /var/lib/probe /var/lib/private/probe

### DynamicUser cannot write to the system
unit p.service <<'X'
  [Service]
  Type=oneshot
  DynamicUser=yes
  ExecStart=/bin/sh -c 'touch /tmp/x && echo tmp; touch /var/tmp/x && echo var-tmp; touch /opt/probe/x || echo no-opt'
X
run systemctl start p
output p

### DynamicUser with a name of its own
unit p.service <<'X'
  [Service]
  Type=oneshot
  DynamicUser=yes
  User=probe-user
  ExecStart=/bin/sh -c 'test $$(id -u) -ge 61184 && echo own; echo $USER'
X
run systemctl start p
output p
