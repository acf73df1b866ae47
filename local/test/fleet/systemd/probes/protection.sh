### limits
unit p.service <<'X'
  [Service]
  Type=oneshot
  LimitNOFILE=1234
  LimitNPROC=500:600
  LimitCORE=0
  LimitFSIZE=1M
  ExecStart=/bin/sh -c 'ulimit -Sn; ulimit -Hn; ulimit -f; grep -E "processes" /proc/self/limits | xargs'
X
run systemctl start p
output p
properties p LimitNOFILE LimitNOFILESoft

### the limit of open files by default
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'ulimit -Sn; ulimit -Hn'
X
run systemctl start p
output p

### too few open files
unit p.service <<'X'
  [Service]
  Type=oneshot
  LimitNOFILE=20
  ExecStart=/bin/bash -c 'for i in {10..30}; do eval "exec $$i</etc/passwd" || exit 7; done'
X
run systemctl start p
state p

### no new privileges
unit p.service <<'X'
  [Service]
  Type=oneshot
  NoNewPrivileges=yes
  ExecStart=/bin/grep NoNewPrivs /proc/self/status
X
run systemctl start p
output p

### capabilities
unit p.service <<'X'
  [Service]
  Type=oneshot
  CapabilityBoundingSet=CAP_CHOWN CAP_NET_BIND_SERVICE
  ExecStart=/bin/grep -E 'Cap(Eff|Bnd|Prm)' /proc/self/status
X
run systemctl start p
output p

### no capabilities
unit p.service <<'X'
  [Service]
  Type=oneshot
  CapabilityBoundingSet=
  ExecStart=/bin/sh -c 'grep CapEff /proc/self/status; chown nobody /opt/probe && echo changed'
X
run systemctl start p
output p
state p

### capabilities that are taken away
unit p.service <<'X'
  [Service]
  Type=oneshot
  CapabilityBoundingSet=~CAP_CHOWN
  ExecStart=/bin/chown nobody /opt/probe
X
run systemctl start p
state p

### ambient capabilities
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  AmbientCapabilities=CAP_NET_BIND_SERVICE
  ExecStart=/bin/grep -E 'Cap(Eff|Amb)' /proc/self/status
X
run systemctl start p
output p

### a private /tmp
echo outside >/tmp/outside; rm -f /tmp/inside
unit p.service <<'X'
  [Service]
  Type=oneshot
  PrivateTmp=yes
  ExecStart=/bin/sh -c 'ls -A /tmp; echo x >/tmp/inside; ls -A /tmp; stat -c %%a /tmp'
X
run systemctl start p
output p
ls /tmp/inside 2>&1
rm /tmp/outside

### ProtectSystem=strict
mkdir -p /opt/probe/data
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectSystem=strict
  ReadWritePaths=/opt/probe/data
  ExecStart=/bin/sh -c 'touch /opt/probe/data/x && echo data; touch /opt/probe/x || echo opt; touch /etc/x || echo etc'
  ExecStart=/bin/sh -c 'touch /usr/x || echo usr; touch /var/x || echo var; touch /tmp/x || echo tmp'
X
run systemctl start p
output p | grep -v Read-only
rm -f /tmp/x

### ProtectSystem=full
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectSystem=full
  ExecStart=/bin/sh -c 'touch /opt/probe/y && echo opt; touch /etc/x || echo etc; touch /usr/x || echo usr; touch /var/y && echo var'
X
run systemctl start p
output p | grep -v Read-only
rm -f /opt/probe/y /var/y

### ProtectSystem=yes
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectSystem=yes
  ExecStart=/bin/sh -c 'touch /etc/y && echo etc; touch /usr/x || echo usr'
X
run systemctl start p
output p | grep -v Read-only
rm -f /etc/y

### ReadOnlyPaths and InaccessiblePaths
mkdir -p /opt/probe/data /opt/probe/secret; echo x >/opt/probe/secret/file
unit p.service <<'X'
  [Service]
  Type=oneshot
  ReadOnlyPaths=/opt/probe/data
  InaccessiblePaths=/opt/probe/secret
  User=nobody
  ExecStart=/bin/sh -c 'touch /opt/probe/data/x || echo data; cat /opt/probe/secret/file || echo secret; stat -c %%a /opt/probe/secret'
X
run systemctl start p
output p | grep -v cannot | grep -v denied

### ReadWritePaths that is not there
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectSystem=strict
  ReadWritePaths=/opt/probe/nosuch
  ExecStart=/bin/true
X
run systemctl start p
state p

### ReadWritePaths that may be missing
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectSystem=strict
  ReadWritePaths=-/opt/probe/nosuch
  ExecStart=/bin/true
X
run systemctl start p
state p

### ReadOnlyPaths that is not there
unit p.service <<'X'
  [Service]
  ReadOnlyPaths=/opt/probe/nosuch
  ExecStart=/bin/sleep 1001
X
run systemctl start p
becomes p failed
state p

### BindPaths and TemporaryFileSystem
mkdir -p /opt/probe/data /opt/probe/seen /opt/probe/empty2; echo x >/opt/probe/data/file; echo y >/opt/probe/empty2/file
unit p.service <<'X'
  [Service]
  Type=oneshot
  BindReadOnlyPaths=/opt/probe/data:/opt/probe/seen
  TemporaryFileSystem=/opt/probe/empty2
  ExecStart=/bin/sh -c 'cat /opt/probe/seen/file; touch /opt/probe/seen/z || echo read-only; ls -A /opt/probe/empty2 | wc -l'
X
run systemctl start p
output p | grep -v Read-only

### BindPaths of what is not there
unit p.service <<'X'
  [Service]
  Type=oneshot
  BindPaths=/opt/probe/nosuch
  ExecStart=/bin/true
X
run systemctl start p
state p

### ProtectHome
mkdir -p /home/probe; echo x >/home/probe/file
unit p.service <<'X'
  [Service]
  Type=oneshot
  ProtectHome=yes
  ExecStart=/bin/sh -c 'ls -A /home | wc -l; ls -A /root 2>/dev/null | wc -l; touch /home/x || echo no'
X
run systemctl start p
output p | grep -v cannot
rm -r /home/probe

### the state directory stays writable under strict
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  ProtectSystem=strict
  StateDirectory=probe-strict
  ExecStart=/bin/sh -c 'touch $STATE_DIRECTORY/x && echo state'
X
run systemctl start p
output p
rm -rf /var/lib/probe-strict

### private devices
unit p.service <<'X'
  [Service]
  Type=oneshot
  PrivateDevices=yes
  ExecStart=/bin/sh -c 'for d in null zero random urandom tty full; do test -c /dev/$d && echo $d; done; echo x >/dev/null && echo written'
X
run systemctl start p
output p

### nice and the out-of-memory score
unit p.service <<'X'
  [Service]
  Type=oneshot
  Nice=5
  OOMScoreAdjust=300
  ExecStart=/bin/sh -c 'nice; cat /proc/self/oom_score_adj'
X
run systemctl start p
output p

### a privileged command
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  NoNewPrivileges=yes
  ExecStartPre=+/usr/bin/id -u
  ExecStartPre=!/usr/bin/id -u
  ExecStart=/usr/bin/id -u
X
run systemctl start p
output p

### supplementary groups
groupadd -g 7777 probe-group 2>/dev/null || echo 'probe-group:x:7777:' >>/etc/group
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=nobody
  SupplementaryGroups=probe-group
  ExecStart=/usr/bin/id -G
X
run systemctl start p
output p
sed -i /^probe-group/d /etc/group

### supplementary groups that are not there
unit p.service <<'X'
  [Service]
  Type=oneshot
  SupplementaryGroups=nosuch
  ExecStart=/bin/true
X
run systemctl start p
state p
