### an escaped instance
unit p@.service <<'X'
  [Service]
  Type=oneshot
  Environment=ONE=%i "TWO=%I"
  ExecStart=/bin/echo %i %I '%i' ${ONE} ${TWO} %n %p
X
run systemctl start 'p@a\x2db'
output 'p@a\x2db'

### specifiers of the machine
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/sh -c '[ "%H" = "$(uname -n)" ] && [ "%l" = "$(uname -n | cut -d. -f1)" ] && [ "%v" = "$(uname -r)" ] && echo same %% '
X
run systemctl start p
output p

### specifiers that do not exist
for text in {a..z} {A..Z} {0..9} - '{' ' ' '='; do
  # They have other values in each machine.
  case "$text" in [cr]) continue ;; esac
  unit p.service <<X
    [Service]
    Type=oneshot
    ExecStart=/bin/echo %$text
X
  quietly systemctl daemon-reload
  systemctl start p 2>/dev/null || echo "  refused: %$text"
done

### what stays of them
unit p.service <<'X'
  [Service]
  Type=oneshot
  ExecStart=/bin/echo %- %{ %= % 100%
X
run systemctl start p
output p

### a specifier that does not exist, in other settings
unit p.service <<'X'
  [Unit]
  Description=with %z
  Wants=%z.service
  [Service]
  Type=oneshot
  Environment=ONE=1 TWO=%z THREE=3
  EnvironmentFile=/etc/%z
  ExecStart=/bin/sh -c 'echo "$ONE $TWO $THREE"; pwd'
X
run systemctl start p
properties p Description
output p

### a specifier that does not exist, in the working directory
unit p.service <<'X'
  [Service]
  Type=oneshot
  WorkingDirectory=/%z
  ExecStart=/bin/pwd
X
run systemctl start p

### a specifier that does not exist, in the user
unit p.service <<'X'
  [Service]
  Type=oneshot
  User=%z
  ExecStart=/bin/pwd
X
run systemctl start p
