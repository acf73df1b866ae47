import type { CdkApp } from './app-files';
import { CONNECTION, wordingOf, ZONE, ZONE_ID } from './wording';
import type { Project } from '../../project';
import { doubleQuoted as quoted } from '../../quoting/literals';

const OPTIONS = {
  nestJs: 'NodeApplicationOptions',
  nodeJs: 'NodeApplicationOptions',
  golang: 'GolangApplicationOptions',
  python: 'PythonApplicationOptions',
  custom: 'CustomApplicationOptions',
};

export function java(project: Project): CdkApp {
  return { 'src/main/java/App.java': app(project), 'pom.xml': POM, 'cdk.json': '{ "app": "mvn --quiet compile exec:java" }\n' };
}

function app(project: Project): string {
  const { id, application, branch, region, domain, compute } = wordingOf(project);
  const { owner, repository, connectionArn } = project;
  const { factory } = application;
  const names = [
    'Application', OPTIONS[factory], 'Approval', 'Environment', 'EnvironmentOptions', ...domain ? ['DomainOptions'] : [],
    ...compute ? ['Compute'] : [], ...compute?.factory === 'fargate' ? ['FargateOptions'] : [], 'GitHubSourceOptions',
    'GoStyleWebPipeline', ...factory === 'custom' ? ['Runtime'] : [], 'Source',
  ].sort();
  return [
    ...names.map((name) => `import io.github.gostylewebpipeline.${name};`),
    'import java.util.List;',
    ...region === undefined ? [] : ['import software.amazon.awscdk.StackProps;'],
    'import software.amazon.awscdk.Stack;',
    ...domain ? ['HostedZone', 'HostedZoneAttributes'].map((name) => `import software.amazon.awscdk.services.route53.${name};`) : [],
    '',
    'public final class App {',
    '  public static void main(String[] args) {',
    '    var app = new software.amazon.awscdk.App();',
    ...region === undefined ? [`    var stack = new Stack(app, ${quoted(id)});`] : [
      `    var stack = new Stack(app, ${quoted(id)}, StackProps.builder()`,
      `        .env(software.amazon.awscdk.Environment.builder().region(${quoted(region)}).build())`,
      '        .build());',
    ],
    '',
    `    GoStyleWebPipeline.Builder.create(stack, ${quoted(id)})`,
    '        .source(Source.gitHub(GitHubSourceOptions.builder()',
    `            .owner(${quoted(owner)})`,
    `            .repository(${quoted(repository)})`,
    ...branch === undefined ? [] : [`            .branch(${quoted(branch)})`],
    `            // ${CONNECTION}`,
    `            .connectionArn(${quoted(connectionArn)})`,
    '            .build()))',
    `        .application(Application.${factory}(${OPTIONS[factory]}.builder()`,
    ...factory === 'custom' ? ['            .runtime(Runtime.none())'] : [],
    ...application.directory === undefined ? [] : [`            .directory(${quoted(application.directory)})`],
    `            .port(${application.port})`,
    `            .healthCheckPath(${quoted(application.healthCheckPath)})`,
    ...application.pythonVersion === undefined ? [] : [`            .pythonVersion(${quoted(application.pythonVersion)})`],
    '            .build()))',
    ...environments(project),
    '        .build();',
    '',
    '    app.synth();',
    '  }',
    '}',
    '',
  ].join('\n');
}

function environments(project: Project): string[] {
  const { domain } = wordingOf(project);
  const runsOn = computeOf(project);
  return [
    '        .environments(List.of(',
    runsOn === undefined
      ? '            Environment.named("staging"),'
      : `            Environment.named("staging", EnvironmentOptions.builder().compute(${runsOn}).build()),`,
    '            Environment.named("production", EnvironmentOptions.builder()',
    '                .approval(Approval.manual())',
    ...runsOn === undefined ? [] : [`                .compute(${runsOn})`],
    ...domain ? [
      '                .domain(DomainOptions.builder()',
      `                    .name(${quoted(domain.name)})`,
      '                    .issueCertificate(true)',
      `                    // ${ZONE}`,
      '                    .hostedZone(HostedZone.fromHostedZoneAttributes(stack, "Zone", HostedZoneAttributes.builder()',
      `                        .hostedZoneId("${ZONE_ID}").zoneName(${quoted(domain.zone)}).build()))`,
      '                    .build())',
    ] : [],
    '                .build())))',
  ];
}

function computeOf(project: Project): string | undefined {
  const { compute } = wordingOf(project);
  if (!compute) return undefined;
  if (compute.factory === 'lambda') return 'Compute.lambda()';
  return `Compute.fargate(FargateOptions.builder().command(List.of(${compute.command.map(quoted).join(', ')})).build())`;
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>infrastructure</groupId>
  <artifactId>infrastructure</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <exec.mainClass>App</exec.mainClass>
  </properties>
  <dependencies>
    <dependency>
      <groupId>software.amazon.awscdk</groupId>
      <artifactId>aws-cdk-lib</artifactId>
      <version>[2.263.0,3)</version>
    </dependency>
    <dependency>
      <groupId>io.github.gostylewebpipeline</groupId>
      <artifactId>gostyle-web-pipeline</artifactId>
      <version>[0,)</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.13.0</version>
      </plugin>
      <plugin>
        <groupId>org.codehaus.mojo</groupId>
        <artifactId>exec-maven-plugin</artifactId>
        <version>3.5.0</version>
      </plugin>
    </plugins>
  </build>
</project>
`;
