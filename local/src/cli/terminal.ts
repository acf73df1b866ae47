/** All CI systems set `CI`. Nobody answers there, even if there is a pseudo-terminal. */
function inCi(): boolean {
  return !['', '0', 'false'].includes(process.env.CI ?? '');
}

/** Whether there is someone to ask. */
export function hasPerson(): boolean {
  return process.stdin.isTTY === true && !inCi();
}

/** Whether lines may be updated in place; in a log they would repeat. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && !inCi() && process.env.TERM !== 'dumb';
}
