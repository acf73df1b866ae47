/** Every CI system sets `CI`. Nobody answers there, even where there is something like a terminal. */
function inCi(): boolean {
  return !['', '0', 'false'].includes(process.env.CI ?? '');
}

/** Whether there is somebody to ask. */
export function hasPerson(): boolean {
  return process.stdin.isTTY === true && !inCi();
}

/** Whether lines may change in place: in a log they would be there again and again. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && !inCi() && process.env.TERM !== 'dumb';
}
