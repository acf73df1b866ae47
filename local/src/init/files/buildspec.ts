import { inCdkApp, INFRASTRUCTURE, installCdkApp, type Project } from '../project';
import { yamlText } from '../quoting/yaml';

const HOOK = 'node_modules/gostyle-web-pipeline/provisioning/hooks/service.sh';
/** Excluded from a revision: folders at the root of the repository. */
const EXCLUDED = ['.git/**/*', '.cache/**/*', '.github/**/*'];

/** The buildspec: what CodeBuild does with a commit (tests, build, `cdk synth`). */
export function buildspec(project: Project): string {
  const { application: { build }, language, sharesPackages } = project;
  const cache = ['npm_config_cache=npm', ...build.cache.filter((each) => !each.startsWith('npm_config_cache='))];
  const outside = sharesPackages ? 'cdk.out/**/*' : `${INFRASTRUCTURE}/**/*`;
  const everything = build.files.includes('**/*');
  return [
    '# One build for all environments: the revision, and the cloud assembly that defines where it runs.',
    'version: 0.2',
    'phases:',
    '  install:',
    '    runtime-versions:',
    // The version that the application needs also runs the CDK app.
    ...Object.entries({ ...build.runtimes, nodejs: 24, ...RUNTIMES[language], ...build.runtimes })
      .map(([name, version]) => `      ${name}: ${version}`),
    '    commands:',
    ...commands([
      ...cache.map((each) => `export ${each.replace('=', '=$CODEBUILD_SRC_DIR/.cache/')}`),
      ...build.install,
      ...sharesPackages ? [] : [`npm ci --prefix ${INFRASTRUCTURE} --no-audit --no-fund`, ...installCdkApp(language)],
    ]),
    '  build:',
    '    commands:',
    ...commands(build.commands),
    ...sharesPackages ? [] : commands(build.prune ?? []),
    ...project.compute === 'ec2' ? [
      '      # The library provides the hooks. To use your own, copy the file into the repository and remove this line.',
      ...commands([`install -m 755 ${inCdkApp(project, HOOK)} deploy/hook.sh`]),
    ] : [],
    // Packages that the CDK app shares with the application are there until it has been synthesized.
    ...commands(sharesPackages ? ['npx cdk synth --quiet', ...build.prune ?? []] : [`npm run synth --prefix ${INFRASTRUCTURE}`]),
    ...reports(project),
    'artifacts:',
    '  files:',
    '    - buildspec.yml',
    '  secondary-artifacts:',
    '    Application:',
    '      files:',
    ...everything ? [item('**/*')] : [...DEPLOYMENT[project.compute], ...build.files].map(item),
    ...build.files.some((each) => each.endsWith('/**/*') || each === '**/*')
      ? ['      exclude-paths:', ...[outside, ...EXCLUDED, ...build.report ? [build.report.file] : []].map(item)] : [],
    '    Infrastructure:',
    `      base-directory: ${inCdkApp(project, 'cdk.out')}`,
    '      files:',
    item('**/*'),
    'cache:',
    '  paths:',
    // Not all of it: packages for tests are installed anew by each build.
    ...cache.map((each) => `    - .cache/${each.split('=')[1]}/**/*`),
    '',
  ].join('\n');
}

/** Files of a revision that are not the application. */
const DEPLOYMENT = { ec2: ['appspec.yml', 'deploy/**/*'], fargate: [], lambda: ['run.sh'] } as const;

/** Runtimes for CDK apps in languages other than JavaScript. */
const RUNTIMES: Readonly<Record<Project['language'], Readonly<Record<string, string>>>> = {
  typescript: {},
  python: { python: '3.13' },
  java: { java: 'corretto21' },
  go: { golang: '1.24' },
  csharp: { dotnet: '8.0' },
};

function reports({ application: { name, build: { report } } }: Project): string[] {
  if (!report) return [];
  return ['reports:', `  ${name}:`, '    files:', `      - ${yamlText(report.file)}`, `    file-format: ${report.format}`];
}

function commands(lines: readonly string[]): string[] {
  return lines.map((line) => `      - ${yamlText(line)}`);
}

function item(pattern: string): string {
  return `        - ${yamlText(pattern)}`;
}
