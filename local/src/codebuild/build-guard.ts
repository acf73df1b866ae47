import { spawn } from 'node:child_process';
import guardScript from './guard.sh';

/** Watches over a build in a process of its own, so that nothing of it stays when this one is killed. */
export class BuildGuard {
  private readonly child;

  constructor(buildId: string, directory: string) {
    this.child = spawn('/bin/sh', ['-c', guardScript, 'gostyle-build-guard', buildId, directory], {
      cwd: '/',
      env: { PATH: process.env.PATH },
      // Ctrl-C reaches the runner's whole group; the guard must outlive it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without a shell the build itself fails, and says so.
    this.child.on('error', () => undefined);
    this.child.stdin.on('error', () => undefined);
    this.child.unref();
  }

  /** The build has cleaned up by itself. */
  dismiss(): void {
    this.child.stdin.end('done\n');
  }
}
