import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inside, TestInstances } from './test-instances';
import { until } from '../until';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

/** Only to be used inside an instance, whose process table contains no process of this machine. */
test.each(['kill -9 $(pgrep node)', 'pkill -9 -f node', 'pkill -9 -x node', 'kill -9 $(ps -C node -o pid=)'])(
  'a hook with %s ends the application, and the deployment has its result', async (kill) => {
    const shared = instances.directory();
    await bundleCommandLine(join(shared, 'cli'));
    const bundle = join(shared, 'bundle');
    mkdirSync(join(bundle, 'deploy'), { recursive: true });
    const hooks = 'hooks:\n  ApplicationStart:\n    - location: deploy/start.sh\n      timeout: 20\n';
    writeFileSync(join(bundle, 'appspec.yml'), `version: 0.0\nos: linux\n${hooks}`);
    writeFileSync(join(bundle, 'deploy/start.sh'), `#!/bin/sh\n${kill}\necho done\n`, { mode: 0o755 });
    const instance = await instances.launch({ shared: { '/opt/shared/try': shared } });
    let isRunning = false;
    const program = 'console.log(); setInterval(() => {}, 60_000)';
    const application = instance.spawn(['/usr/local/bin/node', '-e', program], { onStdout: () => { isRunning = true; } });
    await until(() => isRunning);

    const deploy = 'exec /usr/local/bin/node /opt/shared/try/cli/gostyle.mjs codedeploy'
      + ' --bundle /opt/shared/try/bundle --root /opt/agent --deployment-group g --json';
    const { code, stdout } = await inside(instance, deploy);

    const deploymentId = expect.stringMatching(/^d-\w{9}-local$/) as string;
    expect({ code, ...JSON.parse(stdout) as object }).toMatchObject({ code: 0, status: 'Succeeded', deploymentId });
    expect(await application.exited).toEqual({ code: null, signal: 'SIGKILL' });
  },
);

async function bundleCommandLine(outdir: string): Promise<void> {
  await build({
    entryPoints: { gostyle: join(__dirname, '../../src/cli/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    loader: { '.sh': 'text', '.service': 'text' },
    define: { PACKAGE_VERSION: '"0"' },
    logLevel: 'error',
    banner: { js: 'import { createRequire as __createRequire } from \'node:module\';const require = __createRequire(import.meta.url);' },
  });
}
