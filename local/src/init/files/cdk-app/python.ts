import type { CdkApp } from './cdk-app';
import { CONNECTION, wordingOf, ZONE } from './wording';
import type { Project } from '../../project';

export function python(project: Project): CdkApp {
  return { 'app.py': app(project), 'requirements.txt': 'aws-cdk-lib>=2.263,<3\ngostyle-web-pipeline\n', 'cdk.json': '{ "app": "python3 app.py" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const factory = { nestJs: 'nest_js', nodeJs: 'node_js', golang: 'golang', python: 'python', custom: 'custom' }[application.factory];
  const isCustom = factory === 'custom';
  const names = [
    'Application', ...domain ? ['Approval', 'DomainOptions', 'Environment'] : [], 'GoStyleWebPipeline', ...isCustom ? ['Runtime'] : [], 'Source',
  ];
  const options = [
    ...isCustom ? ['runtime=Runtime.none()'] : [],
    ...application.directory === undefined ? [] : [`directory=${quoted(application.directory)}`],
    `port=${application.port}`,
    `health_check_path=${quoted(application.healthCheckPath)}`,
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
    ...domain ? [
      '    environments=[',
      '        Environment.named("staging"),',
      '        Environment.named(',
      '            "production",',
      '            approval=Approval.manual(),',
      '            domain=DomainOptions(',
      `                name=${quoted(domain.name)},`,
      '                issue_certificate=True,',
      `                # ${ZONE}`,
      '                hosted_zone=HostedZone.from_hosted_zone_attributes(',
      `                    stack, "Zone", hosted_zone_id="Z0123456789ABCDEFGHIJ", zone_name=${quoted(domain.zone)}`,
      '                ),',
      '            ),',
      '        ),',
      '    ],',
    ] : [],
    ')',
    '',
    'app.synth()',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
