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
