#!/bin/sh
# Receives the notifications of a service, sent with sd_notify(3).
#
#   notify.sh SOCKET
#
# Prints "listening" when the socket exists, then each message. Exits with status 127 if no program can receive them: shells
# do not support datagram sockets, but nearly every machine has Perl or Python.
if command -v perl >/dev/null 2>&1; then
  exec perl -e '
    use Socket; $| = 1;
    socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or die "$!";
    bind($socket, sockaddr_un($ARGV[0])) or die "$ARGV[0]: $!";
    chmod 0777, $ARGV[0];
    print "listening\n";
    while (defined recv($socket, my $message, 65536, 0)) { print "$message\n" }
  ' "$1"
fi
if command -v python3 >/dev/null 2>&1; then
  exec python3 -c '
import os, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
print("listening", flush=True)
while True:
    print(receiver.recv(65536).decode(errors="replace"), flush=True)
' "$1"
fi
exit 127
