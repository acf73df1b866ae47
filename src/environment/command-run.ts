import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BuildEnvironmentVariableType, BuildSpec, ComputeType, PipelineProject, type BuildEnvironmentVariable,
} from 'aws-cdk-lib/aws-codebuild';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Given } from './attachments';
import { ApplicationConnection } from './connection';
import type { Environment } from './environment';
import type { ApplicationConfig } from '../application/application-config';
import { findPackages } from '../application/python-packages';
import { acknowledge } from '../core/acknowledge';
import { fixedName } from '../core/fixed-name';
import { misuse } from '../core/misuse';
import type { Permission } from '../core/permission';
import { allow, explainWildcards } from '../core/permissions';
import { ServiceRole } from '../core/service-role';
import type { AttachmentConnection } from '../data/attachment-config';
import { allowReadingSecrets } from '../data/read-secrets';
import { secretId } from '../data/secret-id';
import { SecretStore, type SecretReference } from '../data/secret-reference';
import { buildImageFor } from '../delivery/build-image';
import type { Command } from '../delivery/command';
import type { IRevisions } from '../delivery/revisions-config';
import { Step } from '../delivery/step';
import type { IStep } from '../delivery/step-config';
import type { NetworkConfig } from '../network/network-config';

interface CommandRunProps extends Given {
  /** `BeforeDeployment` or `AfterDeployment`. */
  readonly actionName: string;
  /** Path of the prop that has the command. */
  readonly prop: string;
  readonly command: Command;
  readonly application: ApplicationConfig;
  /** Architecture of the compute, which the revision is built for. */
  readonly architecture?: string;
  readonly network: NetworkConfig;
  readonly revisions: IRevisions;
  /** Where the application answers. */
  readonly url: string;
  readonly connections: readonly AttachmentConnection[];
  readonly permissions: readonly Permission[];
  /** Name of the role, if the artifact bucket in another account must know it in advance. */
  readonly otherAccount: boolean;
}

/** The commands of an environment, as steps of its stage. */
export function commandSteps(scope: Construct, environment: Environment, shared: SharedProps): { before: IStep[]; after: IStep[] } {
  const stepsOf = (id: 'BeforeDeployment' | 'AfterDeployment', command: Command | undefined, prop: string) =>
    command ? [new CommandRun(scope, id, { ...shared, actionName: id, command, prop: `environments.${environment.name}.${prop}` }).step] : [];
  return {
    before: environment.compute.runsBeforeDeployment ? [] : stepsOf('BeforeDeployment', environment.beforeDeployment, 'beforeDeployment'),
    after: stepsOf('AfterDeployment', environment.afterDeployment, 'afterDeployment'),
  };
}

type SharedProps = Omit<CommandRunProps, 'actionName' | 'command' | 'prop'>;

/** Address that a smoke test uses. The local run replaces it with its own. */
const URL_VARIABLE = 'APPLICATION_URL';

/** CodeBuild's names of interpreted languages: compiled parts of a Python package work with one version only. */
const RUNTIME_KEYS: Readonly<Record<string, string | undefined>> = { 'Node.js': 'nodejs', 'Python': 'python' };

/** A command that runs once for each deployment: with the revision, in the network, with the application's variables and permissions. */
class CommandRun extends Construct {
  readonly step: IStep;

  constructor(scope: Construct, id: string, private readonly props: CommandRunProps) {
    super(scope, id);
    const { actionName, command, network, revisions, application } = props;
    if (network.codeDeployEndpoint) {
      throw misuse(props.prop, 'must have a network with a way to the internet, because CodeBuild reports from there', command.text,
        'choose another `network`, or run it in a hook of the first host');
    }
    const stack = Stack.of(this);
    const projectName = `${stack.stackName}-${actionName === 'BeforeDeployment' ? 'before' : 'after'}-deployment`;
    const role = this.role(projectName);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: network.vpc, description: `${actionName}: nobody comes in` });
    const { name, version } = application.runtime;
    const key = RUNTIME_KEYS[name];
    const project = new PipelineProject(this, 'Project', {
      projectName,
      description: `${actionName} of ${stack.stackName}`,
      role,
      buildSpec: BuildSpec.fromObject({
        version: '0.2',
        phases: {
          ...key !== undefined && version !== undefined && { install: { 'runtime-versions': { [key]: version } } },
          build: { commands: [...findPackages(application, '$CODEBUILD_SRC_DIR'), command.text] },
        },
      }),
      environment: { buildImage: buildImageFor(props.architecture), computeType: ComputeType.SMALL },
      environmentVariables: this.variables(),
      vpc: network.vpc,
      subnetSelection: network.fleetSubnets,
      securityGroups: [securityGroup],
      timeout: command.timeout,
      queuedTimeout: Duration.hours(1),
      grantReportGroupPermissions: false,
      checkSecretsInPlainTextEnvVariables: false,
      logging: {
        cloudWatch: {
          logGroup: new LogGroup(this, 'Logs', {
            logGroupName: `/aws/codebuild/${projectName}`, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
          }),
        },
      },
    });
    this.explain(project);
    revisions.allowReading(role);
    allowReadingSecrets(role, props.secrets);
    for (const permission of props.permissions) allow(role, permission);
    for (const connection of props.connections) new ApplicationConnection(this, securityGroup, connection);
    this.step = Step.codeBuild(this, {
      actionName,
      projectName,
      reason: `the command ${actionName === 'BeforeDeployment' ? 'before' : 'after'} a deployment is run once`,
      revisionReaderArn: props.otherAccount ? this.roleArn(projectName) : undefined,
    });
  }

  private role(projectName: string): ServiceRole {
    return new ServiceRole(this, 'Role', {
      roleName: this.props.otherAccount ? this.roleName(projectName) : undefined,
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      description: `${this.props.actionName} of ${Stack.of(this).stackName}`,
    });
  }

  private roleArn(projectName: string): string {
    return Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: this.roleName(projectName) });
  }

  private roleName(projectName: string): string {
    const { account, region } = Stack.of(this);
    return fixedName(projectName, [account, region]);
  }

  private variables(): Record<string, BuildEnvironmentVariable> {
    const { variables, secrets, url, actionName } = this.props;
    const isAnswering = actionName === 'AfterDeployment';
    const plain = Object.entries({ ...isAnswering && { [URL_VARIABLE]: url }, ...variables }).map(([name, value]) => [name, { value }]);
    const hidden = Object.entries(secrets).map(([name, reference]) => [name, this.secret(reference)]);
    return Object.fromEntries([...plain, ...hidden]) as Record<string, BuildEnvironmentVariable>;
  }

  private secret({ store, arn, field }: SecretReference): BuildEnvironmentVariable {
    const id = secretId(this, arn);
    if (store === SecretStore.PARAMETER_STORE) return { type: BuildEnvironmentVariableType.PARAMETER_STORE, value: id };
    return { type: BuildEnvironmentVariableType.SECRETS_MANAGER, value: field === undefined ? id : `${id}:${field}` };
  }

  private explain(project: PipelineProject): void {
    const stack = Stack.of(this);
    const logs = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    explainWildcards(project.role!, [stack.formatArn({ ...logs, resourceName: `/aws/codebuild/${project.projectName}:*` })],
      'log streams are named by the build; they are below the name of its own project');
    const reason = 'CodeBuild creates and deletes the network interface of a build; its id is not known in advance';
    explainWildcards(project.role!, [stack.formatArn({ service: 'ec2', resource: 'network-interface', resourceName: '*' })], reason);
    explainWildcards(project.node.findChild('PolicyDocument'), ['*'], reason);
    acknowledge(project, 'AwsSolutions-CB4', 'it has no artifacts of its own; the revision is encrypted by its bucket');
  }
}
