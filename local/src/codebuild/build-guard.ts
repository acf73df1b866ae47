import { spawn } from 'node:child_process';
import guardScript from './guard.sh';

/** Monitors a build from a separate process, so that nothing is left running if this one is killed. */
export class BuildGuard {
  private readonly child;

  constructor(buildId: string, directory: string) {
    this.child = spawn('/bin/sh', ['-c', guardScript, 'gostyle-build-guard', buildId, directory], {
      cwd: '/',
      env: { PATH: process.env.PATH },
      // Ctrl-C goes to the runner's whole process group; the guard has to survive it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without a shell the build itself fails, and reports it.
    this.child.on('error', () => undefined);
    this.child.stdin.on('error', () => undefined);
    this.child.unref();
  }

  /** The build has cleaned up after itself. */
  dismiss(): void {
    this.child.stdin.end('done\n');
  }
}
