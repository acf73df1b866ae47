### a unit's lines
unit p-a.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'echo one; echo two >&2; echo three'
X
quietly systemctl start p-a; sleep 0.2
run journalctl -u p-a -o cat --no-pager _TRANSPORT=stdout
run journalctl -u p-a -o cat -n 1 _TRANSPORT=stdout
run journalctl --unit=p-a.service --output=cat --lines=2 _TRANSPORT=stdout
run journalctl -u p-a -o cat -r -n 2 _TRANSPORT=stdout
run journalctl -qu p-a -o cat -n2 _TRANSPORT=stdout

### what systemd says of a unit
unit p-b.service <<'X'
  [Unit]
  Description=The probe
  [Service]
  ExecStart=/bin/sh -c 'exit 3'
X
quietly systemctl start p-b; becomes p-b failed; sleep 0.2
journalctl -u p-b -o cat | sed 's/Main process.*exited/Main process exited/'

### what systemd says of a stop
unit p-c.service <<'X'
  [Unit]
  Description=The probe
  [Service]
  ExecStart=/bin/sleep 1001
X
quietly systemctl start p-c; quietly systemctl stop p-c; sleep 0.2
journalctl -u p-c -o cat

### what systemd says of a program that is not there
unit p-d.service <<'X'
  [Service]
  Type=exec
  ExecStart=/opt/probe/nosuch
X
quietly systemctl start p-d; sleep 0.2
journalctl -u p-d -o cat | sed 's/^([a-z]*)/(x)/'

### a unit without lines
run journalctl -u nosuch --no-pager
run journalctl -u nosuch -q --no-pager
run journalctl -u nosuch -o cat

### since and until
unit p-f.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo hello
X
quietly systemctl start p-f; sleep 0.2
run journalctl -u p-f -o cat --since '1 hour ago' _TRANSPORT=stdout
run journalctl -u p-f -o cat --since -1h _TRANSPORT=stdout
run journalctl -u p-f -o cat -S today _TRANSPORT=stdout
run journalctl -u p-f -o cat --until '2001-01-01 00:00:00' _TRANSPORT=stdout
run journalctl -u p-f -o cat --since @0 -U now _TRANSPORT=stdout
run journalctl -u p-f -o cat --since yesterday --until tomorrow _TRANSPORT=stdout
run journalctl -u p-f --since 'the other day'

### a pattern
unit p-g.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'echo one fish; echo TWO fish; echo bird'
X
quietly systemctl start p-g; sleep 0.2
run journalctl -u p-g -o cat -g fish
run journalctl -u p-g -o cat --grep=two
run journalctl -u p-g -o cat --grep=Two
run journalctl -u p-g -o cat -g '^b.rd$' -q
run journalctl -u p-g -o cat -g nothing
run journalctl -u p-g -o cat -q -g nothing

### fields
unit p-h.service <<'X'
  [Service]
  Type=oneshot
  SyslogIdentifier=my-name
  ExecStart=/bin/echo hello
X
quietly systemctl start p-h; sleep 0.2
run journalctl -o cat _SYSTEMD_UNIT=p-h.service SYSLOG_IDENTIFIER=my-name
run journalctl -o cat -t my-name -n 1
run journalctl -o cat UNIT=nosuch.service
run journalctl -o cat -u p-h SYSLOG_IDENTIFIER=nosuch
run journalctl -u p-h -o json --output-fields=MESSAGE -n 1 _TRANSPORT=nosuch

### an invocation
unit p-i.service <<'X'
  [Service]
  Type=oneshot
  RemainAfterExit=yes
  ExecStart=/bin/sh -c 'date +%%N >/opt/probe/stamp; echo now'
X
quietly systemctl start p-i; quietly systemctl restart p-i; sleep 0.2
run journalctl -o cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID p-i)"
journalctl -o cat -u p-i _TRANSPORT=stdout | wc -l

### priorities
unit p-j.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c 'echo "<3>an error"; echo "<6>an info"; echo "<4>a warning"; echo plain'
X
quietly systemctl start p-j; sleep 0.2
run journalctl -u p-j -o cat -p err _TRANSPORT=stdout
run journalctl -u p-j -o cat -p warning _TRANSPORT=stdout
run journalctl -u p-j -o cat --priority=3..4 _TRANSPORT=stdout
run journalctl -u p-j -p nonsense

### several units and patterns of units
unit p-k.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo p
X
unit p-k-2.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo p-k-2
X
quietly systemctl start p-k; quietly systemctl start p-k-2; sleep 0.2
run journalctl -o cat -u p-k -u p-k-2 _TRANSPORT=stdout
run journalctl -o cat -u 'p-k*' _TRANSPORT=stdout

### options that are none
run journalctl --nonsense
run journalctl -o nonsense
run journalctl -n nonsense
run journalctl -u
run journalctl nonsense

### the log of a unit after its file is gone
unit p-m.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo hello
X
quietly systemctl start p-m; sleep 0.2
rm /etc/systemd/system/p-m.service; quietly systemctl daemon-reload
run journalctl -u p-m -o cat _TRANSPORT=stdout
run journalctl -b -u p-m -o cat _TRANSPORT=stdout

### follow, for a moment
unit p-n.service <<'X'
  [Service]
  ExecStart=/bin/sh -c 'echo first; sleep 1; echo second; sleep 1001'
X
quietly systemctl start p-n
# The shell in the background may create it only after the first look.
: >/run/p-followed
journalctl -u p-n -f -o cat _TRANSPORT=stdout >/run/p-followed 2>/dev/null &
until grep -q second /run/p-followed; do sleep 0.1; done
kill $!
cat /run/p-followed
rm /run/p-followed

### output kinds
unit p-o.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo hello
X
quietly systemctl start p-o; sleep 0.2
journalctl -u p-o -o short -q _TRANSPORT=stdout | grep -cE '^[A-Z][a-z]{2} [0-9 ]{2} [0-9:]{8} [^ ]+ echo\[[0-9]+\]: hello$'
journalctl -u p-o -o short-iso -q _TRANSPORT=stdout | grep -cE '^[0-9-]{10}T[0-9:]{8}[+-][0-9]{4} [^ ]+ echo\[[0-9]+\]: hello$'
journalctl -u p-o -o json -q _TRANSPORT=stdout | grep -c '"MESSAGE":"hello"'
journalctl -u p-o -q _TRANSPORT=stdout | grep -cE '^[A-Z][a-z]{2} [0-9 ]{2} [0-9:]{8} [^ ]+ echo\[[0-9]+\]: hello$'
