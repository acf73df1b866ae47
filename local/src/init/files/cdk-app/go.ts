import type { CdkApp } from './app-files';
import { CONNECTION, wordingOf, ZONE, ZONE_ID } from './wording';
import type { Project } from '../../project';
import { doubleQuoted } from '../../quoting/literals';

const OPTIONS = {
  nestJs: ['NestJs', 'NodeApplicationOptions'],
  nodeJs: ['NodeJs', 'NodeApplicationOptions'],
  golang: ['Golang', 'GolangApplicationOptions'],
  python: ['Python', 'PythonApplicationOptions'],
  custom: ['Custom', 'CustomApplicationOptions'],
} as const;
const PACKAGE = 'gostylewebpipeline';

export function go(project: Project): CdkApp {
  return { 'app.go': app(project), 'go.mod': 'module infrastructure\n\ngo 1.24\n', 'cdk.json': '{ "app": "go mod tidy && go run app.go" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const [factory, options] = OPTIONS[application.factory];
  return [
    'package main',
    '',
    'import (',
    '\t"github.com/aws/aws-cdk-go/awscdk/v2"',
    ...domain ? ['\t"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"'] : [],
    '\t"github.com/aws/jsii-runtime-go"',
    `\t"github.com/gostyle-web-pipeline/gostyle-web-pipeline-go/${PACKAGE}"`,
    ')',
    '',
    'func main() {',
    '\tdefer jsii.Close()',
    '',
    '\tapp := awscdk.NewApp(nil)',
    region === undefined
      ? `\tstack := awscdk.NewStack(app, ${text(id)}, nil)`
      : `\tstack := awscdk.NewStack(app, ${text(id)}, &awscdk.StackProps{Env: &awscdk.Environment{Region: ${text(region)}}})`,
    '',
    `\t${PACKAGE}.NewGoStyleWebPipeline(stack, ${text(id)}, &${PACKAGE}.GoStyleWebPipelineProps{`,
    `\t\tSource: ${PACKAGE}.Source_GitHub(&${PACKAGE}.GitHubSourceOptions{`,
    ...aligned(3, [
      ['Owner', text(owner)], ['Repository', text(repository)], ...branch === undefined ? [] : [['Branch', text(branch)] as const],
    ]),
    `\t\t\t// ${CONNECTION}`,
    ...aligned(3, [['ConnectionArn', text(connectionArn)]]),
    '\t\t}),',
    `\t\tApplication: ${PACKAGE}.Application_${factory}(&${PACKAGE}.${options}{`,
    ...aligned(3, [
      ...application.factory === 'custom' ? [['Runtime', `${PACKAGE}.Runtime_None()`] as const] : [],
      ...application.directory === undefined ? [] : [['Directory', text(application.directory)] as const],
      ['Port', `jsii.Number(${application.port})`],
      ['HealthCheckPath', text(application.healthCheckPath)],
      ...application.pythonVersion === undefined ? [] : [['PythonVersion', text(application.pythonVersion)] as const],
    ]),
    '\t\t}),',
    ...environments(project),
    '\t})',
    '',
    '\tapp.Synth(nil)',
    '}',
    '',
  ].join('\n');
}

function environments(project: Project): string[] {
  const { domain } = wordingOf(project);
  const runsOn = computeOf(project);
  return [
    `\t\tEnvironments: &[]${PACKAGE}.Environment{`,
    runsOn === undefined
      ? `\t\t\t${PACKAGE}.Environment_Named(jsii.String("staging"), nil),`
      : `\t\t\t${PACKAGE}.Environment_Named(jsii.String("staging"), &${PACKAGE}.EnvironmentOptions{Compute: ${runsOn}}),`,
    `\t\t\t${PACKAGE}.Environment_Named(jsii.String("production"), &${PACKAGE}.EnvironmentOptions{`,
    ...aligned(4, [
      ['Approval', `${PACKAGE}.Approval_Manual(nil)`], ...runsOn === undefined ? [] : [['Compute', runsOn] as const],
    ]),
    ...domain ? [
      `\t\t\t\tDomain: &${PACKAGE}.DomainOptions{`,
      ...aligned(5, [['Name', text(domain.name)], ['IssueCertificate', 'jsii.Bool(true)']]),
      `\t\t\t\t\t// ${ZONE}`,
      '\t\t\t\t\tHostedZone: awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{',
      ...aligned(6, [['HostedZoneId', text(ZONE_ID)], ['ZoneName', text(domain.zone)]]),
      '\t\t\t\t\t}),',
      '\t\t\t\t},',
    ] : [],
    '\t\t\t}),',
    '\t\t},',
  ];
}

function computeOf(project: Project): string | undefined {
  const { compute } = wordingOf(project);
  if (!compute) return undefined;
  if (compute.factory === 'lambda') return `${PACKAGE}.Compute_Lambda(nil)`;
  const command = compute.command.map(doubleQuoted).join(', ');
  return `${PACKAGE}.Compute_Fargate(&${PACKAGE}.FargateOptions{Command: jsii.Strings(${command})})`;
}

/** Formatted like gofmt: adjacent values are aligned. */
function aligned(tabs: number, fields: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${'\t'.repeat(tabs)}${`${name}:`.padEnd(widest + 2)}${value},`);
}

function text(value: string): string {
  return `jsii.String(${doubleQuoted(value)})`;
}
