# shellcheck shell=sh
# The last step of run.sh and exec.sh, which source it: becomes the program "$@", with the variables GOSTYLE_VARIABLE_1=NAME=VALUE,
# GOSTYLE_VARIABLE_2, .. and none of the shell's own.
#
# A value may be a secret. Every user of the machine may read the arguments of a process (/proc/PID/cmdline), but not its environment, so
# a value is never an argument, not even of `env`. The exceptions are names that mean something to the shell or to `env` itself.
gostyle_env=$(command -v env) gostyle_next=1
unset PATH LANG PWD OLDPWD
while eval "gostyle_variable=\${GOSTYLE_VARIABLE_$gostyle_next-}" && [ -n "$gostyle_variable" ]; do
  unset "GOSTYLE_VARIABLE_$gostyle_next"
  case ${gostyle_variable%%=*} in
    '' | [0-9]* | *[!A-Za-z0-9_]* | LD_* | LANG* | LC_* | BASH* | EPOCH* | SHELLOPTS | SHLVL | _ | UID | EUID | PPID | OPTIND | LINENO | \
      RANDOM | SRANDOM | SECONDS | GROUPS | DIRSTACK | FUNCNAME | HISTCMD) set -- "$gostyle_variable" "$@" ;;
    *) export "${gostyle_variable?}" ;;
  esac
  gostyle_next=$((gostyle_next + 1))
done
exec "$gostyle_env" -u SHLVL -u _ "$@"
