import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterTest } from '../engine/after-test';

const SERVICE = join(__dirname, '../../../service');
/** A folder that no other test uses for a build, at the same time neither, in which Node.js finds the packages of the service. */
const BUILT = join(SERVICE, `node_modules/.tests-${process.pid}`);

/** Whether the packages of the service are installed. */
export const isInstalled = existsSync(join(SERVICE, 'node_modules/kysely'));

/** For the tests of a file, the service compiled like its build, but without the bundle. */
export function useCompiledService(): void {
  beforeAll(compileService);
  afterAll(() => rmSync(BUILT, { recursive: true, force: true }));
}

function compileService(): void {
  if (!isInstalled) return;
  mkdirSync(BUILT, { recursive: true });
  writeFileSync(join(BUILT, 'package.json'), '{"type":"module"}');
  const compiler = join(SERVICE, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', SERVICE, '--outDir', BUILT, '--sourceMap', 'false', '--incremental', 'false']);
}

/** The compiled service as files that need nothing but Node.js, as its own build makes them. */
export async function bundleService(outdir: string): Promise<void> {
  await build({
    entryPoints: ['main', 'migrate'].map((name) => join(BUILT, `src/${name}.js`)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    keepNames: true,
    define: { 'process.env.BUILD_COMMIT': '"0"', 'process.env.BUILD_TIME': '"0"' },
    banner: { js: 'import { createRequire as __createRequire } from \'node:module\'; const require = __createRequire(import.meta.url);' },
    external: ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator', 'file-type', 'pg-native'],
    logLevel: 'error',
  });
}

export function migrate(environment: Readonly<Record<string, string>>): string {
  return execFileSync(process.execPath, [join(BUILT, 'src/migrate.js')], { env: environment, encoding: 'utf8', stdio: 'pipe' }).trim();
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

/** One process of the link shortener, as on a host. */
export class LinkShortener {
  static async start(environment: Readonly<Record<string, string>>): Promise<LinkShortener> {
    const child = spawn(process.execPath, [join(BUILT, 'src/main.js')], {
      env: { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'log', SHUTDOWN_DRAIN_SECONDS: '0.2', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit').then(([code]) => code as number);
    afterTest(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const events: string[] = [];
    const port = new Promise<number>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on('line', (line) => {
          // Node.js itself describes why a process crashes.
          if (!line.startsWith('{')) return console.error(line);
          const { message } = JSON.parse(line) as { message: { event?: string; address?: { port: number } } };
          if (message.event === undefined) return;
          events.push(message.event);
          if (message.event === 'listening') resolve(message.address!.port);
        });
      }
      void ended.then((code) => reject(new Error(`ended with ${code}: ${events.join()}`)));
    });
    return new LinkShortener(`http://127.0.0.1:${await port}`, events, () => {
      child.kill('SIGTERM');
      return ended;
    });
  }

  private constructor(private readonly url: string, readonly events: readonly string[], readonly stop: () => Promise<number>) {}

  async add(slug: string): Promise<number> {
    const body = JSON.stringify({ url: `https://example.com/${slug}`, slug });
    return (await fetch(`${this.url}/links`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status;
  }

  async get(path: string): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual' });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const text = await response.text();
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: isJson ? JSON.parse(text) as Answer['body'] : {} };
  }

  async visits(slug: string): Promise<unknown> {
    return (await this.get(`/links/${slug}`)).body.visits;
  }

  /** Repeats the request until the response has the status. */
  async until(path: string, status: number): Promise<Answer> {
    for (;;) {
      const answer = await this.get(path);
      if (answer.status === status) return answer;
    }
  }
}
