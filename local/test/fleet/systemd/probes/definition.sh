### a changed unit without daemon-reload runs with the old definition
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
sleep 0.01
sed -i s/1001/1002/ /etc/systemd/system/p.service
run systemctl restart p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo
run systemctl is-active p
properties p NeedDaemonReload
run systemctl daemon-reload
properties p NeedDaemonReload
run systemctl restart p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo

### an enabled unit that was stopped keeps its old definition
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
quietly systemctl enable --now p
sleep 0.01
sed -i s/1001/1002/ /etc/systemd/system/p.service
run systemctl stop p
run systemctl start p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo

### a unit that nothing needs is read again once it is stopped
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
sleep 0.01
sed -i s/1001/1002/ /etc/systemd/system/p.service
quietly systemctl stop p
run systemctl start p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo

### a failed unit keeps its old definition
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
quietly systemctl start p
sleep 0.01
sed -i s/false/true/ /etc/systemd/system/p.service
run systemctl start p
state p
run systemctl daemon-reload
run systemctl start p
state p

### reset-failed lets a failed unit be read again
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
X
quietly systemctl start p
sleep 0.01
sed -i s/false/true/ /etc/systemd/system/p.service
quietly systemctl reset-failed p
run systemctl start p
state p

### a new drop-in without daemon-reload
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
sleep 0.01
unit p.service.d/more.conf <<'X'
  [Service]
  Environment=A=1
X
properties p NeedDaemonReload
run systemctl restart p
properties p Environment
quietly systemctl daemon-reload
properties p Environment NeedDaemonReload

### enable reloads
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
quietly systemctl start p
sleep 0.01
sed -i s/1001/1002/ /etc/systemd/system/p.service
quietly systemctl enable p
run systemctl restart p
tr '\0' ' ' <"/proc/$(main_pid p)/cmdline"; echo

### a file that was only touched counts as changed
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
sleep 0.01
touch /etc/systemd/system/p.service
run systemctl restart p

### a unit file removed while running
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
rm /etc/systemd/system/p.service
run systemctl is-active p
run systemctl restart p
state p
quietly systemctl daemon-reload
run systemctl is-active p
properties p LoadState ActiveState
run systemctl restart p
run systemctl stop p
run systemctl is-active p
run systemctl start p

### a unit file removed while it is enabled
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
quietly systemctl enable --now p
rm /etc/systemd/system/p.service
run systemctl stop p
run systemctl disable p
run systemctl is-enabled p
ls /etc/systemd/system/multi-user.target.wants | grep '^p\.'
quietly systemctl daemon-reload
run systemctl start p

### a new unit is found without daemon-reload
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
run systemctl is-active p

### a unit that was asked for before it had a file
run systemctl is-active p
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### masked while running
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
mv /etc/systemd/system/p.service /run/systemd/system/p.service
quietly systemctl daemon-reload
run systemctl mask p
run systemctl is-active p
run systemctl is-enabled p
run systemctl restart p
run systemctl stop p
run systemctl start p
run systemctl enable p
run systemctl unmask p
run systemctl start p
quietly systemctl stop p
rm -f /run/systemd/system/p.service

### daemon-reload keeps what runs and forgets the start limit's counter
unit p.service <<'X'
  [Unit]
  StartLimitBurst=2
  StartLimitIntervalSec=60
  [Service]
  Type=oneshot
  ExecStart=/bin/true
X
run systemctl start p
run systemctl start p
run systemctl start p
quietly systemctl daemon-reload
run systemctl start p
state p

### reset-failed forgets the start limit's counter
unit p.service <<'X'
  [Unit]
  StartLimitBurst=2
  StartLimitIntervalSec=60
  [Service]
  ExecStart=/bin/sleep 1001
X
for turn in 1 2; do quietly systemctl restart p; done
run systemctl restart p
state p
run systemctl reset-failed p
run systemctl restart p
state p

### the start limit of a unit that nothing needs is forgotten with the unit
unit p.service <<'X'
  [Unit]
  StartLimitBurst=2
  StartLimitIntervalSec=60
  [Service]
  ExecStart=/bin/sleep 1001
X
for turn in 1 2 3; do quietly systemctl start p; systemctl stop p; done
run systemctl start p
state p

### the start limit by default
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl start p
properties p StartLimitBurst StartLimitIntervalUSec

### the number of starts by default
unit p.service <<'X'
  [Unit]
  # Ten seconds are short on a busy machine.
  StartLimitIntervalSec=100s
  [Service]
  ExecStart=/bin/sleep 1001
X
for turn in 1 2 3 4 5; do systemctl restart p; done
run systemctl restart p
state p

### a template and its instances
unit p@.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'echo %i %I %p %n %N; exec sleep 1001'
  [Install]
  WantedBy=multi-user.target
  DefaultInstance=main
X
run systemctl start p@a-b
until [[ -n "$(output p@a-b)" ]]; do :; done
output p@a-b
run systemctl is-active p@a-b p@c
run systemctl enable p@
ls -l /etc/systemd/system/multi-user.target.wants | grep -o 'p@.*'
run systemctl enable p@x
run systemctl is-enabled p@x p@y p@.service
run systemctl start p@
run systemctl disable p@x
quietly systemctl disable p@
quietly systemctl stop p@a-b

### drop-ins for a prefix and for all services
unit p-a.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p-.service.d/a.conf <<'X'
  [Service]
  Environment=FROM=prefix
X
unit service.d/b.conf <<'X'
  [Service]
  Environment=ALL=1
X
quietly systemctl daemon-reload
quietly systemctl start p-a
properties p-a Environment
rm -r /etc/systemd/system/service.d /etc/systemd/system/p-.service.d
quietly systemctl stop p-a
rm /etc/systemd/system/p-a.service
