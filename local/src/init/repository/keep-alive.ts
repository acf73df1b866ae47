import { hasDependency, type PackageJson } from './package-json';
import { SERVERS } from './package-programs';
import type { SourceLine } from './source-files';
import { LISTENS } from './start-command';

/** By default its idle timeout is longer than the load balancer's, and it listens on `localhost`. */
export function isFastify(packageJson: PackageJson): boolean {
  return ['fastify', '@nestjs/platform-fastify'].some((name) => hasDependency(packageJson, name));
}

/** Sporadic 502, on AWS too: Node.js closes a connection just when the load balancer uses it again. */
export function keepsTooShort(lines: readonly SourceLine[], packageJson: PackageJson, start = ''): string[] {
  const isSet = [start, ...lines.map(({ text }) => text)].some((text) => /keepAliveTimeout/i.test(text));
  if (isFastify(packageJson) || isSet) return [];
  return ['Node.js closes idle connections after 5 s, but the load balancer uses them for 60 s, so a request is lost (502) now and then: '
    + keepingLonger(lines, packageJson, start)];
}

function keepingLonger(lines: readonly SourceLine[], packageJson: PackageJson, start: string): string {
  const ofServer = (server: string) => `set \`${server}.keepAliveTimeout = 65_000\` and \`${server}.headersTimeout = 66_000\``;
  if (start.includes(SERVERS.next!)) return 'add `--keepAliveTimeout 65000` to the start command with --start';
  if (hasDependency(packageJson, '@sveltejs/adapter-node')) {
    return 'write `KEEP_ALIVE_TIMEOUT: \'65\'` and `HEADERS_TIMEOUT: \'66\'` into `environmentVariables` of the CDK app';
  }
  if (hasDependency(packageJson, '@nestjs/core')) return `${ofServer('app.getHttpServer()')} where the application is created`;
  if (hasDependency(packageJson, '@hapi/hapi')) return `${ofServer('server.listener')} where the server is created`;
  const creates = lines.some(({ text }) => LISTENS.test(text));
  return creates ? `${ofServer('server')} where the server is created, with Express or Koa on what \`app.listen(...)\` returns`
    : 'its server must keep them for longer, by an option of its own';
}
