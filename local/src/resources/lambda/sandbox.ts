import sandbox from './sandbox.sh';

/** Starts an application in a sandbox that ends with its parent process, even if that is killed. */
export function sandboxCommand(task: string, handler: string): readonly [string, ...string[]] {
  const root = process.getuid?.() === 0;
  return [
    'setpriv', '--pdeathsig', 'KILL', 'unshare', ...root ? [] : ['--user', '--map-root-user'], '--mount', '--pid', '--fork', '--kill-child=KILL',
    'sh', '-c', sandbox, 'gostyle-function', task, process.execPath, handler, root ? 'root' : 'user',
  ];
}
