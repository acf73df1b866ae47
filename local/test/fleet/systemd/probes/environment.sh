### environment variables and their files
cat >/etc/probe.env <<'X'
# a comment
; another
A=1
  B = two words
C="quoted $A \"x\""
D='single $A "x"'
E=a\
b
F="multi
line"
G=a b "c" 'd'
broken
1X=1
H=
I=$A
J=x # no comment
K="a"b
L=\n\t
export M=1
X
unit p.service <<'X'
  [Service]
  Type=oneshot
  EnvironmentFile=/etc/probe.env
  ExecStart=/bin/sh -c 'for n in A B C D E F G H I J K L M; do eval "echo $$n=[\\$$$$n]"; done'
X
run systemctl start p
output p

### what an environment has by itself
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/usr/bin/env
X
run systemctl start p
output p | sed 's/\(INVOCATION_ID\|JOURNAL_STREAM\|SYSTEMD_EXEC_PID\)=.*/\1/' | sort

### what an environment has with a user
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  ExecStart=/usr/bin/env
X
run systemctl start p
output p | sed 's/\(INVOCATION_ID\|JOURNAL_STREAM\|SYSTEMD_EXEC_PID\)=.*/\1/' | sort

### an environment file that is not there
unit p.service <<'X'
  [Service]
  EnvironmentFile=/etc/nosuch.env
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### an environment file that may be missing
unit p.service <<'X'
  [Service]
  EnvironmentFile=-/etc/nosuch.env
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### environment files by a pattern, the last wins
echo A=1 >/etc/probe-1.env; echo A=2 >/etc/probe-2.env
unit p.service <<'X'
  [Service]
  Type=oneshot
  Environment=A=0 B=0
  EnvironmentFile=/etc/probe-*.env
  ExecStart=/bin/sh -c 'echo $$A $$B'
X
run systemctl start p
output p

### Environment with quotes, and taken back
unit p.service <<'X'
  [Service]
  Type=oneshot
  Environment=Z=9
  Environment=
  Environment="A=x y" B=c'd e' C=%n "D=a%%b" E=$A
  Environment=F
  ExecStart=/bin/sh -c 'echo [$$A] [$$B] [$$C] [$$D] [$$E] [$$F] [$$Z]'
X
run systemctl start p
output p
properties p Environment

### UnsetEnvironment and PassEnvironment
unit p.service <<'X'
  [Service]
  Type=oneshot
  Environment=A=1 B=2 C=3
  UnsetEnvironment=A B=9 C=3
  PassEnvironment=TERM
  ExecStart=/bin/sh -c 'echo [$$A] [$$B] [$$C]'
X
run systemctl start p
output p

### variables in command lines
unit p.service <<'X'
  [Service]
  Type=oneshot
  Environment="A=one two" B=three C=
  ExecStart=/usr/bin/printf '<%%s>' $A ${A} x$A x${B}y $C ${C} $NONE ${NONE} "$A" $$A
  ExecStart=/usr/bin/printf '\n'
  ExecStart=:/usr/bin/printf '<%%s>' $A ${B}
  ExecStart=/usr/bin/printf '\n'
X
run systemctl start p
output p

### what ExecStop, ExecStopPost and ExecReload know
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecReload=/bin/sh -c 'echo reload main=$${MAINPID:+given}'
  ExecStop=/bin/sh -c 'echo stop main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
  ExecStopPost=/bin/sh -c 'echo post main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
X
quietly systemctl start p
run systemctl reload p
run systemctl stop p
output p

### what ExecStop and ExecStopPost know after an exit
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'exit 3'
  ExecStop=/bin/sh -c 'echo stop main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
  ExecStopPost=/bin/sh -c 'echo post main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
X
quietly systemctl start p
sleep 0.5
becomes p failed
state p
output p

### what ExecStop and ExecStopPost know after a clean exit
unit p.service <<'X'
  [Service]
  ExecStart=/bin/true
  ExecStop=/bin/sh -c 'echo stop main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
  ExecStopPost=/bin/sh -c 'echo post main=$${MAINPID:+given} result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
X
quietly systemctl start p
sleep 0.5
becomes p inactive
state p
output p

### what ExecStopPost knows after a signal
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  ExecStopPost=/bin/sh -c 'echo post result=$$SERVICE_RESULT code=$$EXIT_CODE status=$$EXIT_STATUS'
X
quietly systemctl start p
kill -9 "$(main_pid p)"
becomes p failed
state p
output p

### the mode of new files
unit p.service <<'X'
  [Service]
  Type=oneshot
  UMask=0077
  ExecStart=/bin/sh -c 'umask'
X
run systemctl start p
output p

### directories of a service
unit p.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  User=nobody
  RuntimeDirectory=probe probe/below
  RuntimeDirectoryMode=0750
  StateDirectory=probe
  CacheDirectory=probe
  LogsDirectory=probe
  ConfigurationDirectory=probe
  ExecStart=/bin/sh -c 'echo $$RUNTIME_DIRECTORY $$STATE_DIRECTORY $$CACHE_DIRECTORY $$LOGS_DIRECTORY $$CONFIGURATION_DIRECTORY'
X
run systemctl start p
output p
stat -c '%n %a %U' /run/probe /run/probe/below /var/lib/probe /var/cache/probe /var/log/probe /etc/probe
run systemctl stop p
run ls -d /run/probe
rm -rf /var/lib/probe /var/cache/probe /var/log/probe /etc/probe

### output to files
rm -f /opt/probe/out /opt/probe/err
unit p.service <<'X'
  [Service]
  Type=oneshot
  StandardOutput=file:/opt/probe/out
  StandardError=append:/opt/probe/err
  ExecStart=/bin/sh -c 'echo out; echo err >&2'
X
run systemctl start p
run systemctl start p
cat /opt/probe/out /opt/probe/err

### output to nowhere and from nowhere
unit p.service <<'X'
  [Service]
  Type=oneshot
  StandardOutput=null
  ExecStart=/bin/sh -c 'echo out; readlink /proc/self/fd/0; echo err >&2'
X
run systemctl start p
output p

### output to a file in a folder that is not there
unit p.service <<'X'
  [Service]
  Type=oneshot
  StandardOutput=append:/opt/probe/nosuch/out
  ExecStart=/bin/true
X
run systemctl start p
state p

### specifiers
unit p-q@r-s.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo %% %n %N %p %P %i %I %j %J %f %t %S %C %L %E %T %V %u %U %h %s %g %G
X
run systemctl start p-q@r-s
output p-q@r-s
rm /etc/systemd/system/p-q@r-s.service

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
