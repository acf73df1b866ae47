import type { CdkApp } from './app-files';
import { CONNECTION, wordingOf, ZONE, ZONE_ID } from './wording';
import type { Project } from '../../project';
import { doubleQuoted as quoted } from '../../quoting/literals';

const OPTIONS = {
  nestJs: ['NestJs', 'NodeApplicationOptions'],
  nodeJs: ['NodeJs', 'NodeApplicationOptions'],
  golang: ['Golang', 'GolangApplicationOptions'],
  python: ['Python', 'PythonApplicationOptions'],
  custom: ['Custom', 'CustomApplicationOptions'],
} as const;

export function csharp(project: Project): CdkApp {
  return { 'Program.cs': app(project), 'infrastructure.csproj': PROJECT, 'cdk.json': '{ "app": "dotnet run --project infrastructure.csproj" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const [factory, options] = OPTIONS[application.factory];
  const fields = [
    ...application.factory === 'custom' ? ['Runtime = Runtime.None()'] : [],
    ...application.directory === undefined ? [] : [`Directory = ${quoted(application.directory)}`],
    `Port = ${application.port}`, `HealthCheckPath = ${quoted(application.healthCheckPath)}`,
    ...application.pythonVersion === undefined ? [] : [`PythonVersion = ${quoted(application.pythonVersion)}`],
  ];
  return [
    'using Amazon.CDK;',
    ...domain ? ['using Amazon.CDK.AWS.Route53;'] : [],
    'using GoStyleWebPipeline;',
    'using Environment = GoStyleWebPipeline.Environment;',
    '',
    'var app = new App();',
    region === undefined
      ? `var stack = new Stack(app, ${quoted(id)});`
      : `var stack = new Stack(app, ${quoted(id)}, new StackProps { Env = new Amazon.CDK.Environment { Region = ${quoted(region)} } });`,
    '',
    `_ = new GoStyleWebPipeline.GoStyleWebPipeline(stack, ${quoted(id)}, new GoStyleWebPipelineProps`,
    '{',
    '    Source = Source.GitHub(new GitHubSourceOptions',
    '    {',
    `        Owner = ${quoted(owner)},`,
    `        Repository = ${quoted(repository)},`,
    ...branch === undefined ? [] : [`        Branch = ${quoted(branch)},`],
    `        // ${CONNECTION}`,
    `        ConnectionArn = ${quoted(connectionArn)},`,
    '    }),',
    `    Application = Application.${factory}(new ${options} { ${fields.join(', ')} }),`,
    ...environments(project),
    '});',
    '',
    'app.Synth();',
    '',
  ].join('\n');
}

function environments(project: Project): string[] {
  const { domain } = wordingOf(project);
  const runsOn = computeOf(project);
  return [
    '    Environments = new[]',
    '    {',
    `        Environment.Named("staging"${runsOn === undefined ? '' : `, new EnvironmentOptions { Compute = ${runsOn} }`}),`,
    '        Environment.Named("production", new EnvironmentOptions',
    '        {',
    '            Approval = Approval.Manual(),',
    ...runsOn === undefined ? [] : [`            Compute = ${runsOn},`],
    ...domain ? [
      '            Domain = new DomainOptions',
      '            {',
      `                Name = ${quoted(domain.name)},`,
      '                IssueCertificate = true,',
      `                // ${ZONE}`,
      '                HostedZone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes',
      `                    { HostedZoneId = "${ZONE_ID}", ZoneName = ${quoted(domain.zone)} }),`,
      '            },',
    ] : [],
    '        }),',
    '    },',
  ];
}

function computeOf(project: Project): string | undefined {
  const { compute } = wordingOf(project);
  if (!compute) return undefined;
  if (compute.factory === 'lambda') return 'Compute.Lambda()';
  return `Compute.Fargate(new FargateOptions { Command = new[] { ${compute.command.map(quoted).join(', ')} } })`;
}

const PROJECT = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Amazon.CDK.Lib" Version="[2.263.0,3.0.0)" />
    <PackageReference Include="GoStyleWebPipeline" Version="*" />
  </ItemGroup>
</Project>
`;
