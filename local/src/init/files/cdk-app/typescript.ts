import type { CdkApp } from './cdk-app';
import { CONNECTION, wordingOf, ZONE } from './wording';
import type { Project } from '../../project';

export function typescript(project: Project): CdkApp {
  return { 'app.ts': app(project), 'cdk.json': '{ "app": "npx tsx app.ts" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const isCustom = application.factory === 'custom';
  const names = ['Application', ...domain ? ['Approval', 'Environment'] : [], 'GoStyleWebPipeline', ...isCustom ? ['Runtime'] : [], 'Source'];
  const options = [
    ...isCustom ? ['runtime: Runtime.none()'] : [],
    ...application.directory === undefined ? [] : [`directory: ${quoted(application.directory)}`],
    `port: ${application.port}`,
    `healthCheckPath: ${quoted(application.healthCheckPath)}`,
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
    ...domain ? [
      '  environments: [',
      '    Environment.named(\'staging\'),',
      '    Environment.named(\'production\', {',
      '      approval: Approval.manual(),',
      '      domain: {',
      `        name: ${quoted(domain.name)},`,
      '        issueCertificate: true,',
      `        // ${ZONE}`,
      '        hostedZone: HostedZone.fromHostedZoneAttributes(stack, \'Zone\', {',
      '          hostedZoneId: \'Z0123456789ABCDEFGHIJ\',',
      `          zoneName: ${quoted(domain.zone)},`,
      '        }),',
      '      },',
      '    }),',
      '  ],',
    ] : [],
    '});',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'')}'`;
}
