import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipDirectory } from './archives';
import { hasAcls, Sandbox, treeOf, type FilesOf } from './sandbox';
import { bundleTypeOf, DEFAULT_LIFECYCLE_EVENTS, DeploymentAgent, runDeployment } from '../../../src/codedeploy/agent';

interface ExpectedFailure {
  readonly event: string;
  readonly service_error_code: string;
  readonly script_name: string;
  readonly message: string;
  readonly log: string;
}

interface Expected {
  readonly result: string;
  readonly events: Readonly<Record<string, string>>;
  readonly noop: readonly string[];
  readonly failed?: ExpectedFailure;
  readonly dest: object;
  readonly out: Readonly<Record<string, string>>;
  readonly cleanup_set: readonly string[];
  readonly last_successful_install: string | null;
  readonly most_recent_install: string | null;
  readonly archives: readonly string[];
  readonly scripts_log?: string;
}

interface SampleDeployment {
  readonly files: FilesOf;
  readonly events?: readonly string[];
  readonly bundle?: 'zip' | 'tgz' | 'tar';
  readonly wrap?: true;
  readonly corrupt?: true;
  readonly file_exists_behavior?: string;
  readonly appspec_filename?: string;
  readonly creator?: string;
  readonly type?: 'BLUE_GREEN';
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly expect: Expected;
}

interface DeployCase {
  readonly id: string;
  readonly title?: string;
  readonly pre?: FilesOf;
  readonly needs: readonly string[];
  readonly deployments: readonly SampleDeployment[];
}

/** A test of each case of a file; those that this machine lacks something for are shown as skipped. */
export function testDeployments(cases: readonly unknown[]): void {
  const missing = [...(process.getuid?.() === 0 ? [] : ['root']), ...(hasAcls() ? [] : ['setfacl'])];
  for (const sample of (cases as readonly (DeployCase & { readonly kind: string })[]).filter(({ kind }) => kind === 'deploy')) {
    // The ACL case works with any account; this one exists on every Debian.
    const adapted = JSON.parse(JSON.stringify(sample).replaceAll('cdtest', 'daemon')) as DeployCase;
    (sample.needs.some((need) => missing.includes(need)) ? test.skip : test)(sample.id, () => replay(adapted));
  }
}

/** The cases were observed with this mask and from this directory. */
export function likeTheAgent(): () => void {
  const umask = process.umask(0o022);
  const directory = process.cwd();
  process.chdir('/');
  return () => {
    process.umask(umask);
    process.chdir(directory);
  };
}

/** Runs the deployments of a case one after another, and compares all of their results. */
async function replay({ pre, deployments }: DeployCase): Promise<void> {
  const sandbox = new Sandbox();
  try {
    sandbox.write('dest', pre ?? {});
    for (const [index, deployment] of deployments.entries()) {
      const deploymentId = `deployment${index + 1}`;
      run(sandbox, deployment.before);
      const result = await deploy(sandbox, deployment, deploymentId);
      run(sandbox, deployment.after);
      expectOutcome(result, sandbox.fill(deployment.expect));
      expectFiles(sandbox, sandbox.fill(deployment.expect), deploymentId);
    }
  } finally {
    sandbox.remove();
  }
}

function run(sandbox: Sandbox, commands: readonly string[] = []): void {
  for (const command of sandbox.fill(commands)) execFileSync('sh', ['-c', command]);
}

type Outcome = Awaited<ReturnType<typeof runDeployment>>;

async function deploy(sandbox: Sandbox, deployment: SampleDeployment, deploymentId: string): Promise<Outcome> {
  const path = bundleOf(sandbox, deployment, deploymentId);
  const agent = new DeploymentAgent({
    root: sandbox.root,
    deploymentId,
    deploymentGroupId: 'dg-1',
    deploymentGroupName: 'MyGroup',
    applicationName: 'MyApp',
    bundle: { path, type: bundleTypeOf(path) },
    fileExistsBehavior: deployment.file_exists_behavior,
    appspecName: deployment.appspec_filename,
    creator: deployment.creator,
    type: deployment.type,
  });
  return runDeployment(agent, { deploymentId, events: deployment.events ?? DEFAULT_LIFECYCLE_EVENTS });
}

function bundleOf(sandbox: Sandbox, { files, bundle, wrap, corrupt }: SampleDeployment, name: string): string {
  const directory = sandbox.write(wrap ? `${name}-source/top` : `${name}-source`, files);
  if (!bundle) return directory;
  const archive = join(sandbox.base, `${name}.${bundle}`);
  const top = join(sandbox.base, `${name}-source`);
  mkdirSync(top, { recursive: true });
  if (corrupt) writeFileSync(archive, 'not an archive');
  else if (bundle === 'zip') zipDirectory(archive, top);
  else execFileSync('tar', [bundle === 'tgz' ? '-czf' : '-cf', archive, '.'], { cwd: top });
  return archive;
}

function expectOutcome({ status, events }: Outcome, expected: Expected): void {
  expect(Object.fromEntries(events.map((event) => [event.name, event.status]))).toEqual(expected.events);
  expect(events.filter(({ noop }) => noop).map(({ name }) => name).sort()).toEqual(expected.noop);
  expect(status).toBe(expected.result);
  const failure = events.find((event) => event.status === 'Failed');
  expect(failure && { name: failure.name, ...failure.diagnostics }).toEqual(expected.failed && {
    name: expected.failed.event,
    errorCode: expected.failed.service_error_code.replace(/\(.*/, ''),
    scriptName: expected.failed.script_name,
    message: expected.failed.message,
    logTail: expected.failed.log,
  });
}

function expectFiles(sandbox: Sandbox, expected: Expected, deploymentId: string): void {
  expect(treeOf(sandbox.dest)).toEqual(expected.dest);
  const written = Object.entries(treeOf(sandbox.out)).map(([name, entry]) => [name, (entry as { content: string }).content]);
  expect(Object.fromEntries(written)).toEqual(expected.out);
  expect((sandbox.instruction('dg-1-cleanup') ?? '').split('\n').filter((line) => line !== '').sort()).toEqual(expected.cleanup_set);
  expect(sandbox.instruction('dg-1_last_successful_install')).toBe(expected.last_successful_install);
  expect(sandbox.instruction('dg-1_most_recent_install')).toBe(expected.most_recent_install);
  expect(sandbox.archives().sort()).toEqual(expected.archives);
  if (expected.scripts_log !== undefined) expect(sandbox.scriptsLog(deploymentId)).toBe(expected.scripts_log);
  expect(existsSync(join(sandbox.root, 'dg-1', deploymentId, 'deployment-archive-temp'))).toBe(false);
}
