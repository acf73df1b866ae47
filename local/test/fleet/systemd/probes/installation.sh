### enable, disable, is-enabled
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl is-enabled p
run systemctl enable p
run systemctl enable p
run systemctl is-enabled p
readlink /etc/systemd/system/multi-user.target.wants/p.service
run systemctl disable p
run systemctl disable p
run systemctl is-enabled p
run systemctl is-active p

### with --now
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl enable --now p
run systemctl is-active p
run systemctl disable --now p
run systemctl is-active p

### --now with a unit that fails
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/false
  [Install]
  WantedBy=multi-user.target
X
run systemctl enable --now p
run systemctl is-enabled p

### without an Install section
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl enable p
run systemctl is-enabled p
run systemctl disable p

### with an empty Install section
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
X
run systemctl enable p
run systemctl is-enabled p

### by path
mkdir -p /opt/probe/units
cat >/opt/probe/units/p.service <<'X'
[Service]
ExecStart=/bin/sleep 1001
[Install]
WantedBy=multi-user.target
X
run systemctl enable /opt/probe/units/p.service
readlink /etc/systemd/system/p.service
run systemctl is-enabled p
run systemctl start p
run systemctl is-active p
run systemctl disable p
run ls /etc/systemd/system/p.service
run systemctl is-enabled p
quietly systemctl stop p

### by path, of a file that is not there
run systemctl enable /opt/probe/nosuch/p.service
run systemctl enable ./p.service

### link
mkdir -p /opt/probe/units
cat >/opt/probe/units/p.service <<'X'
[Service]
ExecStart=/bin/sleep 1001
X
run systemctl link /opt/probe/units/p.service
run systemctl is-enabled p
run systemctl start p
run systemctl stop p
run systemctl disable p

### a link by hand
mkdir -p /opt/probe/units
cat >/opt/probe/units/p.service <<'X'
[Service]
ExecStart=/bin/sleep 1001
[Install]
WantedBy=multi-user.target
X
ln -s /opt/probe/units/p.service /etc/systemd/system/p.service
run systemctl is-enabled p
run systemctl enable p
run systemctl is-enabled p
readlink /etc/systemd/system/multi-user.target.wants/p.service
run systemctl start p
properties p FragmentPath UnitFileState

### a link to nowhere
ln -s /opt/probe/nosuch.service /etc/systemd/system/p.service
run systemctl is-enabled p
run systemctl enable p
run systemctl start p

### Alias and Also
unit p-also.service <<'X'
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
  Alias=p-alias.service
  Also=p-also.service
X
run systemctl enable p
run systemctl is-enabled p p-also p-alias
run systemctl start p-alias
run systemctl is-active p p-alias
run systemctl stop p-alias
run systemctl is-active p p-alias
run systemctl disable p
run systemctl is-enabled p p-also p-alias
run systemctl disable p-also

### RequiredBy and several targets
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target p-x.target
  RequiredBy=p-y.service
X
run systemctl enable p
run systemctl disable p

### reenable
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
run systemctl reenable p
sed -i s/multi-user/p-x/ /etc/systemd/system/p.service
run systemctl reenable p
ls /etc/systemd/system/multi-user.target.wants | grep '^p\.'
run systemctl disable p

### mask and unmask
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
run systemctl mask p
rm /etc/systemd/system/p.service
run systemctl mask p
run systemctl mask p
run systemctl is-enabled p
run systemctl start p
run systemctl enable p
run systemctl status -n0 p
run systemctl unmask p
run systemctl unmask p
run systemctl is-enabled p

### mask --now
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
mv /etc/systemd/system/p.service /run/systemd/system/
run systemctl start p
run systemctl mask --now p
run systemctl is-active p
run systemctl unmask p
rm /run/systemd/system/p.service

### mask --runtime
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
mkdir -p /usr/local/lib/systemd/system
mv /etc/systemd/system/p.service /usr/local/lib/systemd/system/
run systemctl mask --runtime p
run systemctl is-enabled p
run systemctl unmask --runtime p
run systemctl start p
rm /usr/local/lib/systemd/system/p.service

### enable a masked unit
ln -s /dev/null /etc/systemd/system/p.service
run systemctl enable p
run systemctl is-enabled p
run systemctl unmask p

### enable with a name of its own for the folder
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=default.target
X
run systemctl enable p
run systemctl is-enabled p
run systemctl disable p

### several at a time
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user.target
X
cp /etc/systemd/system/p.service /etc/systemd/system/p-2.service
run systemctl enable p nosuch p-2
run systemctl is-enabled p p-2
run systemctl enable p p-2
run systemctl disable p p-2

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

### reenable by path
mkdir -p /opt/probe/units
cat >/opt/probe/units/p.service <<'X'
[Service]
ExecStart=/bin/sleep 1001
[Install]
WantedBy=multi-user.target
X
run systemctl reenable /opt/probe/units/p.service
run systemctl is-enabled p
cd /opt/probe/units || exit
run systemctl reenable ./p.service
quietly systemctl disable p

### a failed enable or disable, and a changed unit
unit p.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
X
unit p-other.service <<'X'
  [Service]
  ExecStart=/bin/sleep 1001
  [Install]
  WantedBy=multi-user
X
run systemctl start p
for command in 'enable nosuch' 'enable p-other' 'reenable p-other' 'reenable nosuch' 'disable nosuch' 'link /opt/probe/nosuch/q.service'; do
  systemctl daemon-reload
  touch -d '+1 minute' /etc/systemd/system/p.service
  # shellcheck disable=SC2086 # a command and its argument
  run systemctl $command
  properties p NeedDaemonReload
done
quietly systemctl stop p
