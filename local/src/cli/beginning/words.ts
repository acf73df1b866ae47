import type { ProjectFlags } from './ask-project';
import { installCdkApp, PLACEHOLDER_CONNECTION, zoneOf, type FoundApplication, type PlannedFile, type Project } from '../../init';
import { visible } from '../../messages/visible-text';

const KINDS = {
  nestjs: 'a NestJS application', nodejs: 'a Node.js application', go: 'a Go application', python: 'a Python application', custom: 'an application',
};
const STATES = { new: 'writes', same: 'keeps', different: 'keeps (differs)', addition: 'adds to' };

type Given = Pick<ProjectFlags, 'name' | 'start' | 'port' | 'healthPath'>;

/** Describes what was found in the repository, or given instead. */
export function describeApplication({ kind, directory, ...found }: FoundApplication, given: Given = {}): string {
  const { name = found.name, start = found.start, port = found.port, healthPath = found.healthCheckPath } = given;
  const place = directory === '.' ? '' : ` in ${directory}`;
  const starts = start === undefined ? '' : `, started with \`${start}\``;
  return visible(`Found ${KINDS[kind]}, ${name}${place}${starts}; port ${port}, health check ${healthPath}.`);
}

/** One line per file. */
export function describePlan(files: readonly PlannedFile[]): string {
  return files.map(({ path, state, adds }) => visible(`  ${STATES[state].padEnd(8)} ${path}${adds === undefined ? '' : `: ${adds}`}`)).join('\n');
}

/** The commands to run next. */
export function nextSteps(project: Project, isRepository: boolean): string {
  const { application, compute, connectionArn, domain, owner, repository, language, sharesPackages } = project;
  const commit = 'git add --all && git commit --message "feat: a pipeline"';
  const install = ['npm install --prefix infrastructure', ...installCdkApp(language)].join(' && ');
  const commands = [
    ...sharesPackages ? [] : [[install, 'the CDK app and the runner; creates the lock file']],
    [isRepository ? commit : `git init --initial-branch=main && ${commit}`, 'only committed files are built'],
    [sharesPackages ? 'npx gostyle run' : 'npm start --prefix infrastructure', 'build, staging, approval and production on this machine'],
    ...compute === 'ec2' ? [] : [[sharesPackages ? 'npx gostyle run --shorten-waits 60' : 'npm start --prefix infrastructure -- --shorten-waits 60',
      'the same, without the minutes that a release waits for alarms']],
    [sharesPackages ? 'npx gostyle status' : 'npm run gostyle --prefix infrastructure -- status',
      'where the run is, from another terminal; approve, reject, logs and rollback work the same way'],
  ];
  const before = [
    ...connectionArn === PLACEHOLDER_CONNECTION
      ? [`connect GitHub (${owner}/${repository}), and write the connection's ARN into the CDK app`] : [],
    ...domain === undefined ? []
      : [`write the \`hostedZoneId\` of ${zoneOf(domain)} into the CDK app, which has a placeholder, and another \`zoneName\` if ${domain} is in `
        + 'another zone'],
  ];
  return [
    '',
    application.problems.length > 0 ? 'Then:' : 'Next:',
    ...commands.flatMap(([line, does]) => [`  ${line}`, `      ${does}`]),
    ...before.length === 0 ? [] : ['', `Before the first deployment to AWS: ${before.join('; ')}.`],
  ].join('\n');
}
