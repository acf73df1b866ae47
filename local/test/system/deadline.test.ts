import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

test('a deadline fires even if only AbortSignal.any refers to it and garbage is collected', async () => {
  const source = `
    import { deadline } from './deadline';
    const timer = setTimeout(() => process.exit(1), 200_000);
    AbortSignal.any([new AbortController().signal, deadline(100)]).addEventListener('abort', () => clearTimeout(timer));
    setImmediate(() => globalThis.gc());
  `;
  const resolveDir = join(__dirname, '../../src/system');
  const stdin = { contents: source, resolveDir, loader: 'ts' } as const;
  const { outputFiles } = await build({ stdin, bundle: true, write: false, platform: 'node', logLevel: 'error' });
  execFileSync(process.execPath, ['--expose-gc', '-e', outputFiles[0].text]);
});
