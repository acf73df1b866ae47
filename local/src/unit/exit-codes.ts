/** Names of exit statuses in systemd.exec(5), "Process exit codes". */
const NAMES: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  64: 'USAGE',
  65: 'DATAERR',
  66: 'NOINPUT',
  67: 'NOUSER',
  68: 'NOHOST',
  69: 'UNAVAILABLE',
  70: 'SOFTWARE',
  71: 'OSERR',
  72: 'OSFILE',
  73: 'CANTCREAT',
  74: 'IOERR',
  75: 'TEMPFAIL',
  76: 'PROTOCOL',
  77: 'NOPERM',
  78: 'CONFIG',
  200: 'CHDIR',
  203: 'EXEC',
  205: 'LIMITS',
  206: 'OOM_ADJUST',
  209: 'STDOUT',
  216: 'GROUP',
  217: 'USER',
  218: 'CAPABILITIES',
  222: 'STDERR',
  226: 'NAMESPACE',
  227: 'NO_NEW_PRIVILEGES',
  233: 'RUNTIME_DIRECTORY',
  238: 'STATE_DIRECTORY',
  239: 'CACHE_DIRECTORY',
  240: 'LOGS_DIRECTORY',
  241: 'CONFIGURATION_DIRECTORY',
};

/** Whether a status means that the program itself was never started. */
export function isBeforeProgram(code: number | null): boolean {
  return code !== null && code >= 200 && NAMES[code] !== undefined;
}

export function nameOfExit(code: number): string | undefined {
  return NAMES[code];
}

export function exitOfName(name: string): number | undefined {
  const found = Object.entries(NAMES).find(([, known]) => known === name)?.[0];
  return found === undefined ? undefined : Number(found);
}
