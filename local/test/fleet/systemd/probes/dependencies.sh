### Requires what is not there
unit p.service <<'X'
  [Unit]
  Requires=nosuch.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p
run systemctl start --no-block p

### Wants what is not there
unit p.service <<'X'
  [Unit]
  Wants=nosuch.service
  After=nosuch.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### Requires what fails
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p p-base

### Requires what fails, in no order
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'sleep 0.5; exit 1'
X
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p-base p

### Wants what fails
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
unit p.service <<'X'
  [Unit]
  Wants=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p p-base

### Requires what is masked
ln -s /dev/null /etc/systemd/system/p-base.service
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### Requires: stopped and restarted with it
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p p-base
before="$(main_pid p)"
run systemctl restart p-base
[[ "$(main_pid p)" != "$before" ]] && echo restarted
state p p-base
run systemctl stop p-base
state p p-base

### Wants: not stopped with it
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Wants=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
run systemctl stop p-base
state p p-base

### BindsTo ends with it, also when it ends by itself
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  BindsTo=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
kill "$(main_pid p-base)"
becomes p inactive
state p p-base

### Requires stays when it ends by itself
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
kill -9 "$(main_pid p-base)"
becomes p-base failed
state p p-base

### PartOf
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  PartOf=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p-base
state p
run systemctl start p
before="$(main_pid p)"
run systemctl restart p-base
[[ "$(main_pid p)" != "$before" ]] && echo restarted
run systemctl stop p-base
state p p-base

### Requisite
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Requisite=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p p-base
quietly systemctl start p-base
run systemctl start p
state p p-base

### Conflicts
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Conflicts=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p-base
run systemctl start p
state p p-base
run systemctl start p-base
state p p-base

### OnFailure
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStart=/bin/echo told
X
unit p.service <<'X'
  [Unit]
  OnFailure=p-base.service
  [Service]
  ExecStart=/bin/false
X
run systemctl start p
becomes p-base active
state p p-base

### OnSuccess
unit p-base.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStart=/bin/echo told
X
unit p.service <<'X'
  [Unit]
  OnSuccess=p-base.service
  [Service]
  ExecStart=/bin/true
X
run systemctl start p
becomes p-base active
state p p-base

### a cycle
unit p-base.service <<'X'
  [Unit]
  Requires=p.service
  After=p.service
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Unit]
  Requires=p-base.service
  After=p-base.service
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p p-base

### units that are wanted from their folder
unit p-base.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1002
X
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
mkdir -p /etc/systemd/system/p.service.wants
ln -s ../p-base.service /etc/systemd/system/p.service.wants/
quietly systemctl daemon-reload
run systemctl start p
becomes p-base active
state p p-base
rm -r /etc/systemd/system/p.service.wants

### units that may not be started by hand
unit p.service <<'X'
  [Unit]
  RefuseManualStart=yes
  RefuseManualStop=yes
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### a stop that interrupts a start
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sleep 1001
X
run systemctl start --no-block p
becomes p activating
run systemctl is-active p
run systemctl stop p
state p

### a start that is interrupted by a stop
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sleep 1001
X
run systemctl start p & 
becomes p activating
quietly systemctl stop p
wait
