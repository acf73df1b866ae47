import type { CdkApp } from './app-files';
import { CONNECTION, wordingOf, ZONE, ZONE_ID } from './wording';
import type { Project } from '../../project';
import { doubleQuoted as quoted } from '../../quoting/literals';

export function python(project: Project): CdkApp {
  return { 'app.py': app(project), 'requirements.txt': 'aws-cdk-lib>=2.263,<3\ngostyle-web-pipeline\n', 'cdk.json': '{ "app": "python3 app.py" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain, compute } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const factory = { nestJs: 'nest_js', nodeJs: 'node_js', golang: 'golang', python: 'python', custom: 'custom' }[application.factory];
  const isCustom = factory === 'custom';
  const names = [
    'Application', 'Approval', ...compute ? ['Compute'] : [], ...domain ? ['DomainOptions'] : [], 'Environment', 'GoStyleWebPipeline',
    ...isCustom ? ['Runtime'] : [], 'Source',
  ];
  const options = [
    ...isCustom ? ['runtime=Runtime.none()'] : [],
    ...application.directory === undefined ? [] : [`directory=${quoted(application.directory)}`],
    `port=${application.port}`,
    `health_check_path=${quoted(application.healthCheckPath)}`,
    ...application.pythonVersion === undefined ? [] : [`python_version=${quoted(application.pythonVersion)}`],
  ];
  return [
    'from aws_cdk import App, Environment as AwsEnvironment, Stack'.replace(region === undefined ? ' Environment as AwsEnvironment,' : '', ''),
    ...domain ? ['from aws_cdk.aws_route53 import HostedZone'] : [],
    `from gostyle_web_pipeline import ${names.join(', ')}`,
    '',
    'app = App()',
    `stack = Stack(app, "${id}"${region === undefined ? '' : `, env=AwsEnvironment(region=${quoted(region)})`})`,
    '',
    'GoStyleWebPipeline(',
    '    stack,',
    `    "${id}",`,
    '    source=Source.git_hub(',
    `        owner=${quoted(owner)},`,
    `        repository=${quoted(repository)},`,
    ...branch === undefined ? [] : [`        branch=${quoted(branch)},`],
    `        # ${CONNECTION}`,
    `        connection_arn=${quoted(connectionArn)},`,
    '    ),',
    `    application=Application.${factory}(${options.join(', ')}),`,
    ...environments(project),
    ')',
    '',
    'app.synth()',
    '',
  ].join('\n');
}

function environments(project: Project): string[] {
  const { domain } = wordingOf(project);
  const runsOn = computeOf(project);
  return [
    '    environments=[',
    `        Environment.named("staging"${runsOn === undefined ? '' : `, compute=${runsOn}`}),`,
    '        Environment.named(',
    '            "production",',
    '            approval=Approval.manual(),',
    ...runsOn === undefined ? [] : [`            compute=${runsOn},`],
    ...domain ? [
      '            domain=DomainOptions(',
      `                name=${quoted(domain.name)},`,
      '                issue_certificate=True,',
      `                # ${ZONE}`,
      '                hosted_zone=HostedZone.from_hosted_zone_attributes(',
      `                    stack, "Zone", hosted_zone_id="${ZONE_ID}", zone_name=${quoted(domain.zone)}`,
      '                ),',
      '            ),',
    ] : [],
    '        ),',
    '    ],',
  ];
}

/** `lambda` is a reserved word in this language. */
function computeOf(project: Project): string | undefined {
  const { compute } = wordingOf(project);
  if (!compute) return undefined;
  return compute.factory === 'lambda' ? 'Compute.lambda_()' : `Compute.fargate(command=[${compute.command.map(quoted).join(', ')}])`;
}
