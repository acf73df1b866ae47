import type { CdkApp } from './app-files';
import { CONNECTION, wordingOf, ZONE, ZONE_ID } from './wording';
import type { Project } from '../../project';
import { singleQuoted as quoted } from '../../quoting/literals';

/** tsx does not check types: `npm run synth` and `npm run lint` do, because JavaScript ignores an option whose name is mistyped. */
export function typescript(project: Project): CdkApp {
  return { 'app.ts': app(project), 'cdk.json': '{ "app": "npx tsx app.ts" }\n', 'tsconfig.json': TSCONFIG };
}

const TSCONFIG = `{
  "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "skipLibCheck": true, "noEmit": true }
}
`;

function app(project: Project): string {
  const { id, application, branch, region, domain, compute } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const isCustom = application.factory === 'custom';
  const names = [
    'Application', 'Approval', ...compute ? ['Compute'] : [], 'Environment', 'GoStyleWebPipeline', ...isCustom ? ['Runtime'] : [], 'Source',
  ];
  const options = [
    ...isCustom ? ['runtime: Runtime.none()'] : [],
    ...application.directory === undefined ? [] : [`directory: ${quoted(application.directory)}`],
    `port: ${application.port}`,
    `healthCheckPath: ${quoted(application.healthCheckPath)}`,
    ...application.pythonVersion === undefined ? [] : [`pythonVersion: ${quoted(application.pythonVersion)}`],
  ];
  return [
    'import { App, Stack } from \'aws-cdk-lib\';',
    ...domain ? ['import { HostedZone } from \'aws-cdk-lib/aws-route53\';'] : [],
    `import { ${names.join(', ')} } from 'gostyle-web-pipeline';`,
    '',
    `const stack = new Stack(new App(), '${id}'${region === undefined ? '' : `, { env: { region: ${quoted(region)} } }`});`,
    '',
    `new GoStyleWebPipeline(stack, '${id}', {`,
    '  source: Source.gitHub({',
    `    owner: ${quoted(owner)},`,
    `    repository: ${quoted(repository)},`,
    ...branch === undefined ? [] : [`    branch: ${quoted(branch)},`],
    `    // ${CONNECTION}`,
    `    connectionArn: ${quoted(connectionArn)},`,
    '  }),',
    `  application: Application.${application.factory}({ ${options.join(', ')} }),`,
    ...environments(project),
    '});',
    '',
  ].join('\n');
}

/** Those of the default, written out: whoever adds an option to one must not lose the other, or the approval. */
function environments(project: Project): string[] {
  const { domain } = wordingOf(project);
  const runsOn = computeOf(project);
  return [
    '  environments: [',
    `    Environment.named('staging'${runsOn === undefined ? '' : `, { compute: ${runsOn} }`}),`,
    '    Environment.named(\'production\', {',
    '      approval: Approval.manual(),',
    ...runsOn === undefined ? [] : [`      compute: ${runsOn},`],
    ...domain ? [
      '      domain: {',
      `        name: ${quoted(domain.name)},`,
      '        issueCertificate: true,',
      `        // ${ZONE}`,
      '        hostedZone: HostedZone.fromHostedZoneAttributes(stack, \'Zone\', {',
      `          hostedZoneId: '${ZONE_ID}',`,
      `          zoneName: ${quoted(domain.zone)},`,
      '        }),',
      '      },',
    ] : [],
    '    }),',
    '  ],',
  ];
}

function computeOf(project: Project): string | undefined {
  const { compute } = wordingOf(project);
  if (!compute) return undefined;
  return compute.factory === 'lambda' ? 'Compute.lambda()' : `Compute.fargate({ command: [${compute.command.map(quoted).join(', ')}] })`;
}
