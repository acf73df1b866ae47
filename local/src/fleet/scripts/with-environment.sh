# shellcheck shell=sh
# The last step of run.sh and exec.sh, which source it: becomes the program "$@". Its environment consists of the variables in
# GOSTYLE_VARIABLE_1=NAME=VALUE, GOSTYLE_VARIABLE_2, .. and none of the shell's own.
#
# A value may be a secret. Every user of the machine may read the arguments of a process (/proc/PID/cmdline), but not its environment, so
# a value is never an argument, not even of `env`. Names with a special meaning for the shell, for `env` or for the loader (LD_PRELOAD)
# are set by Perl or Python, which also get the values in their environment.
gostyle_env=$(command -v env) gostyle_perl=$(command -v perl || :) gostyle_python=$(command -v python3 || :) gostyle_next=1 gostyle_special=''
unset PATH LANG PWD OLDPWD
while eval "gostyle_variable=\${GOSTYLE_VARIABLE_$gostyle_next-}" && [ -n "$gostyle_variable" ]; do
  unset "GOSTYLE_VARIABLE_$gostyle_next"
  case ${gostyle_variable%%=*} in
    '' | [0-9]* | *[!A-Za-z0-9_]*) gostyle_kind=special ;;
    LD_* | BASH* | EPOCH* | SHELLOPTS | SHLVL | _ | UID | EUID | PPID | OPTIND | LINENO | RANDOM | SRANDOM | SECONDS | GROUPS | DIRSTACK | \
      FUNCNAME | HISTCMD | COMP_WORDBREAKS | PIPESTATUS | POSIXLY_CORRECT | PERL* | PYTHON* | GOSTYLE_* | gostyle_*) gostyle_kind=special ;;
    # Set last, because patterns may match other characters in another locale.
    LANG* | LC_*) gostyle_kind=late ;;
    *) gostyle_kind=plain ;;
  esac
  [ "$gostyle_kind" != special ] || gostyle_special=${gostyle_variable%%=*}
  if [ "$gostyle_kind" = plain ]; then
    export "${gostyle_variable?}"
  else
    export "GOSTYLE_SPECIAL_$gostyle_next=$gostyle_variable"
  fi
  gostyle_next=$((gostyle_next + 1))
done

if [ -z "$gostyle_special" ]; then
  while [ "$gostyle_next" -gt 1 ]; do
    gostyle_next=$((gostyle_next - 1))
    eval "gostyle_variable=\${GOSTYLE_SPECIAL_$gostyle_next-}"
    [ -n "$gostyle_variable" ] || continue
    unset "GOSTYLE_SPECIAL_$gostyle_next"
    # bash warns about a locale that the machine does not have.
    export "${gostyle_variable?}" 2>/dev/null
  done
  exec "$gostyle_env" -u SHLVL -u _ "$@"
fi
if [ -n "$gostyle_perl" ]; then
  # shellcheck disable=SC2016
  exec "$gostyle_perl" -e '
    delete @ENV{qw(SHLVL _)};
    my @carried = map { delete $ENV{$_} } grep { /^GOSTYLE_SPECIAL_\d+\z/ } keys %ENV;
    for (@carried) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
    while (@ARGV && $ARGV[0] =~ /^(\w+)=(.*)\z/s) { $ENV{$1} = $2; shift @ARGV }
    exec { $ARGV[0] } @ARGV;
    print STDERR "$ARGV[0]: $!\n";
    exit($!{ENOENT} ? 127 : 126);
  ' -- "$@"
fi
if [ -n "$gostyle_python" ]; then
  exec "$gostyle_python" -I -S -c '
import os, re, sys
# Python sets LC_CTYPE by itself.
env = {name: value for name, value in os.environb.items() if name not in (b"SHLVL", b"_", b"LC_CTYPE")}
carried = [env.pop(name) for name in list(env) if re.fullmatch(rb"GOSTYLE_SPECIAL_\d+", name)]
for name, _, value in [each.partition(b"=") for each in carried]:
    env[name] = value
argv = [os.fsencode(argument) for argument in sys.argv[1:]]
while argv and re.match(rb"\w+=", argv[0]):
    name, _, value = argv.pop(0).partition(b"=")
    env[name] = value
try:
    os.execvpe(argv[0], argv, env)
except OSError as error:
    print(f"{os.fsdecode(argv[0])}: {error.strerror}", file=sys.stderr)
    sys.exit(127 if isinstance(error, FileNotFoundError) else 126)
' "$@"
fi
echo "without perl or python3 this instance cannot give a program the variable $gostyle_special unseen: install one of them" >&2
exit 203
