### no ExecStart
unit p.service <<'X'
  [Service]
  Type=simple
X
run systemctl start p
state p
run systemctl is-failed p
run systemctl status -n0 p

### only ExecStop
unit p.service <<'X'
  [Service]
  ExecStop=/bin/true
X
run systemctl start p
state p
run systemctl stop p

### two ExecStart of a simple service
unit p.service <<'X'
  [Service]
  ExecStart=/bin/true
  ExecStart=/bin/true
X
run systemctl start p
state p
run systemctl restart p
run systemctl enable p

### an empty file is a mask
: >/etc/systemd/system/p.service
run systemctl start p
state p

### a file without sections
unit p.service <<'X'
  hello
X
run systemctl start p
state p

### no Service section
unit p.service <<'X'
  [Unit]
  Description=x
X
run systemctl start p
state p

### a relative program without a path is looked up
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=true
X
run systemctl start p
state p

### a relative program that is nowhere
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=nosuch-program
X
run systemctl start p
state p

### a relative path
unit p.service <<'X'
  [Service]
  ExecStart=bin/true
X
run systemctl start p
state p

### an unknown Type is ignored
unit p.service <<'X'
  [Service]
  Type=nonsense
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p
properties p Type

### an unknown key and an unknown section are ignored
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  Nonsense=1
  [Nonsense]
  A=b
X
run systemctl start p
state p

### an unknown Restart and a time that is none are ignored
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  Restart=sometimes
  TimeoutStopSec=soon
  RestartSec=5m 3s
X
run systemctl start p
properties p Restart TimeoutStopUSec RestartUSec

### oneshot cannot be restarted always
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/true
  Restart=always
X
run systemctl start p
state p

### a oneshot without ExecStart needs RemainAfterExit
unit p.service <<'X'
  [Service]
  Type=oneshot
X
run systemctl start p
state p

### a oneshot without ExecStart that remains
unit p.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStop=/bin/true
X
run systemctl start p
state p
run systemctl stop p
state p

### dbus without a name
unit p.service <<'X'
  [Service]
  Type=dbus
  ExecStart=/bin/sleep 1001
X
run systemctl start p
state p

### a working directory that is relative is ignored
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'pwd; exec sleep 1001'
  WorkingDirectory=relative
X
run systemctl start p
state p
until [[ -n "$(output p)" ]]; do :; done
output p

### a quote that is not closed
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'echo
X
run systemctl start p
state p

### a percent sign that stands alone
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'date +%s; echo 100%'
X
run systemctl start p
state p

### what daemon-reload says of bad units
unit p.service <<'X'
  [Service]
  Type=simple
X
run systemctl daemon-reload
run systemctl cat p
run systemctl is-enabled p

### a bad setting found by daemon-reload while running
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p
unit p.service <<'X'
  [Service]
  Type=simple
X
quietly systemctl daemon-reload
state p
run systemctl restart p
state p
run systemctl stop p
