import { Stack, Token, type Stage } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode, type Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IApplication } from './application/application-config';
import { warnOfEndedSupport } from './application/ended-support';
import { checkAssembly } from './checks/assembly-checks';
import { checkRepository } from './checks/repository-checks';
import { pinFeatureFlags } from './core/feature-flags';
import { requireOptions, requireReturned } from './core/given-arguments';
import { misuse } from './core/misuse';
import { requireName, requireVariableName } from './core/names';
import type { Place } from './core/place';
import { announceStandingCost, requirePrices } from './cost/standing-cost';
import { Approval } from './delivery/approval';
import type { BuildOptions } from './delivery/build-options';
import { DeliveryPipeline } from './delivery/delivery-pipeline';
import { allLookUpPermissions, lookUpPermissions, type EnvironmentTarget } from './delivery/environment-target';
import { executionRoleArn } from './delivery/execution-role';
import { requireOnlyEnvironment, requireOnlyPipeline } from './delivery/only-pipeline';
import { PatchStart } from './delivery/patch-start';
import type { Patches } from './delivery/patches';
import type { ISource } from './delivery/source-config';
import { revisionReaderName } from './environment/access-stack';
import { requireDistinct } from './environment/distinct-environments';
import { artifactReaders, digestCallerName, Elsewhere, foreignRoles, pipelineRoleName, stackCallerName } from './environment/elsewhere';
import { Environment } from './environment/environment';
import { EnvironmentScope } from './environment/environment-scope';
import { EnvironmentStack } from './environment/environment-stack';
import type { EnvironmentStackProps } from './environment/environment-stack-props';
import { placeOf } from './environment/place-of';
import { artifactBucketName } from './environment/region-stack';
import { synthesizedEnvironment } from './environment/synthesized-environment';
import { templatePathOf } from './environment/template-path';
import { DeliveryDashboard } from './observability/delivery-dashboard';
import { DeliveryMeasures } from './observability/delivery-measures';
import type { INotification } from './observability/notification-config';
import { NotificationTopic } from './observability/notification-topic';
import { Notifications } from './observability/notifications';
import { subscribeEach } from './observability/recipient';

/** What a pipeline deploys, from where, and to which environments. */
export interface GoStyleWebPipelineProps {
  /** Where commits come from. */
  readonly source: ISource;

  /** The application to build. */
  readonly application: IApplication;

  /**
   * Environments in the order in which a commit passes them.
   *
   * @default - `staging`, and `production` with a manual approval before it
   */
  readonly environments?: Environment[];

  /**
   * Name of the pipeline, 2 to 32 letters, digits and hyphens, and the start of the name of each environment's stack.
   * A change replaces the pipeline and creates new environments.
   *
   * @default - the id of this construct
   */
  readonly pipelineName?: string;

  /**
   * Path of the build specification in the repository. Its secondary artifacts must be `Application`, the revision with
   * `appspec.yml` at its root, and `Infrastructure`, the cloud assembly.
   *
   * @default 'buildspec.yml'
   */
  readonly buildspec?: string;

  /**
   * Machine, image, variables and network of the build.
   *
   * @default - a small machine with Amazon Linux 2023, and a timeout of half an hour
   */
  readonly buildOptions?: BuildOptions;

  /**
   * What happens to a commit while another one is being released. `QUEUED`: it waits, and the next commit does not overtake one that waits for
   * approval. `SUPERSEDED`: it replaces a waiting one, so that an approval is always about the newest commit. `PARALLEL` is refused: two
   * executions would change the same environment at once.
   *
   * @default ExecutionMode.QUEUED
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
   */
  readonly executionMode?: ExecutionMode;

  /**
   * When the pipeline checks for newer machine images by itself. It starts when one is newer than its last release: instances are patched without
   * a new commit, by releasing the newest commit through every stage with its approvals and alarms. It costs build minutes, and nothing in weeks
   * without a newer image. It compares the SSM parameters that the environments use, as they are in the pipeline's account and region.
   *
   * @default - patches arrive with the next commit
   */
  readonly patches?: Patches;

  /**
   * Where the repository is on the machine that synthesizes. Its `buildspec.yml`, `appspec.yml` and hook scripts are checked
   * at synthesis, instead of failing in AWS ten minutes later.
   *
   * @default - the working copy that the CDK app is in; without one, a warning says that nothing was checked
   */
  readonly repositoryDirectory?: string;

  /**
   * Name of a variable that the build exports (`exported-variables` in its buildspec): a hash of the pipeline's own template.
   * `UpdatePipeline` is skipped if it equals the hash that was deployed last. With environments in other accounts or regions it must
   * be a hash of all templates at the root of the assembly.
   *
   * @default - the pipeline updates itself in each execution
   */
  readonly templateHashVariable?: string;

  /**
   * Bucket in the pipeline's account and region that stores artifacts, below the name of the pipeline. Its policy is never changed: when an
   * environment of the same region is in another account, the bucket must have a key, and a warning lists what both policies must allow.
   *
   * @default - a new bucket that outlives its stack
   */
  readonly artifactBucket?: IBucket;

  /**
   * Topic for notifications: waiting approvals, failed stages with the reason, releases to production, alarms that start or end.
   * Its policy must let `cloudwatch.amazonaws.com` publish.
   *
   * @default - a new topic without subscriptions
   */
  readonly notificationTopic?: ITopic;

  /**
   * Recipients of notifications: e-mail addresses, channels of Slack and Microsoft Teams, webhooks. Alarms of environments in other regions have
   * their own topics (`notificationTopicIn`).
   *
   * @default - no recipients: subscribe to `notificationTopic`
   */
  readonly notifications?: INotification[];

  /**
   * Standing cost of resources, in US dollars a month: by resource type (`AWS::EC2::NatGateway`), by instance type
   * (`t3.small`), for a `public IPv4 address`, for a `VPC interface endpoint` in one zone and for a `gp3 GiB`. Synthesis prints the sum of
   * each environment.
   *
   * @default - on-demand prices of us-east-1, with the year in which they were read
   */
  readonly monthlyPrices?: { [name: string]: number };
}

/**
 * From `git push` to a zero-downtime release: a pipeline and the environments that it deploys to.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * new GoStyleWebPipeline(stack, 'Web', {
 *   source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn }),
 *   application: Application.nestJs({ directory: 'service', port: 3000, healthCheckPath: '/health' }),
 *   environments: [
 *     Environment.named('staging'),
 *     Environment.named('production', { approval: Approval.manual(), compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9 }) }),
 *   ],
 * });
 */
export class GoStyleWebPipeline extends Construct {
  /** The pipeline. */
  readonly pipeline: Pipeline;

  /** The build project. */
  readonly buildProject: IProject;

  /** Bucket for the build's output. */
  readonly artifactBucket: IBucket;

  /** Topic of notifications of approvals, failures, releases and alarms. */
  readonly notificationTopic: ITopic;

  private readonly environmentStacks = new Map<string, EnvironmentStack>();
  private readonly elsewhere: Elsewhere;

  constructor(scope: Construct, id: string, props: GoStyleWebPipelineProps) {
    super(scope, id);
    pinFeatureFlags(this);
    requireOptions('', 'GoStyleWebPipelineProps', props, new.target === GoStyleWebPipeline);
    const name = props.pipelineName ?? id;
    requireName('pipelineName', name);
    requireOnlyPipeline(this, name);
    const application = requireReturned('application', 'ApplicationConfig', props.application.bind());
    warnOfEndedSupport(this, application.runtime);
    const environments = props.environments ?? [Environment.named('staging'), Environment.named('production', { approval: Approval.manual() })];
    requireDistinct(environments);

    if (props.templateHashVariable !== undefined) requireVariableName('templateHashVariable', props.templateHashVariable);
    const buildspec = props.buildspec ?? 'buildspec.yml';
    const pipelineStack = Stack.of(this);
    const { region } = pipelineStack;
    const places = new Map(environments.map((environment) => [environment.name, placeOf(environment, pipelineStack)]));
    const foreign = [...places.values()].filter(({ otherAccount }) => otherAccount);
    const neighbours = [...new Set(foreign.filter((place) => place.region === region).map(({ account }) => account))];
    this.notificationTopic = props.notificationTopic ?? new NotificationTopic(this, 'Notifications', { pipelineName: name, accounts: neighbours });
    requirePrices('monthlyPrices', props.monthlyPrices ?? {});
    const withKey = new Set([...foreign.map((place) => place.region), ...props.artifactBucket?.encryptionKey ? [region] : []]);
    const targets = environments.map((environment) => this.addEnvironment(environment, places.get(environment.name)!, {
      pipelineName: name,
      application,
      monthlyPrices: props.monthlyPrices,
      artifactKey: withKey.has(places.get(environment.name)!.region),
    }));
    const { artifactBucket: brought } = props;
    const fixedBucketName = neighbours.length > 0 && !brought ? artifactBucketName(name, pipelineStack) : undefined;
    const ownBucketName = brought && !Token.isUnresolved(brought.bucketName) ? brought.bucketName : fixedBucketName;
    this.elsewhere = new Elsewhere(this, 'Regions', { pipelineName: name, targets, monthlyPrices: props.monthlyPrices, ownBucketName });
    if (neighbours.length > 0 && !props.artifactBucket) announceStandingCost(pipelineStack, { ownPrices: props.monthlyPrices });
    const delivery = new DeliveryPipeline(this, 'Delivery', {
      name,
      source: props.source,
      buildspec,
      build: props.buildOptions ?? {},
      executionMode: executionModeOf(props),
      application,
      environments: targets,
      notificationTopic: this.notificationTopic,
      templateHashVariable: props.templateHashVariable,
      pipelineStack: {
        stackName: pipelineStack.stackName,
        template: templatePathOf(pipelineStack),
        executionRoleArn: executionRoleArn(pipelineStack),
      },
      roleName: foreign.length > 0 ? pipelineRoleName(name, pipelineStack) : undefined,
      stackCallerName: foreign.length > 0 ? stackCallerName(name, pipelineStack) : undefined,
      regions: this.elsewhere.regionTargets,
      supportStacks: this.elsewhere.stacks,
      artifactReaders: artifactReaders(targets, region),
      artifactBucketName: fixedBucketName,
      artifactBucket: brought,
    });
    checkRepository(this, {
      directory: props.repositoryDirectory,
      buildspec,
      artifacts: ['Application', 'Infrastructure'],
      revision: 'Application',
      deliveries: targets.map((target) => target.delivery),
      pipeline: () => this.pipeline,
    });
    this.pipeline = delivery.pipeline;
    const patchStart = props.patches && new PatchStart(this, 'Patches', {
      pipelineName: name, patches: props.patches, notificationTopic: this.notificationTopic,
    });
    for (const { name: environment, place } of targets) {
      (this.node.findChild(environment) as EnvironmentScope).whenSynthesized = (assembly) => {
        const synthesized = synthesizedEnvironment(assembly, (this.node.root as Stage).outdir);
        delivery.complete(environment, synthesized);
        patchStart?.watch(synthesized.imageParameters, place);
      };
    }
    this.buildProject = delivery.build.project;
    this.artifactBucket = delivery.artifactBucket;

    const production = environments.filter((environment) => environment.production).map((environment) => environment.name);
    const events = new Construct(this, 'Events');
    new Notifications(events, 'Notifications', {
      pipelineName: name,
      topic: this.notificationTopic,
      production,
      lookUpPermissions: allLookUpPermissions(targets),
      stages: targets.map((target) => {
        const { name: stage, place, foreign: roles, delivery: { applicationLogGroupName: logGroup } } = target;
        const roleArn = lookUpPermissions(target).length > 0 ? roles?.digestRoleArn : undefined;
        return { stage, logGroup, region: place.otherRegion ? place.region : undefined, roleArn };
      }),
      roleName: foreign.length > 0 ? digestCallerName(name, pipelineStack) : undefined,
    });
    subscribeEach(events, props.notifications ?? [], { topic: this.notificationTopic, pipelineArn: this.pipeline.pipelineArn });
    if (production.length > 0) {
      const measured = production.map((each) => ({ name: each, changes: delivery.changes.get(each) ?? [] }));
      new DeliveryMeasures(events, 'Measures', { pipelineName: name, production: measured });
      new DeliveryDashboard(events, 'Dashboard', { pipelineName: name, production });
    }
    checkAssembly(this);
  }

  /**
   * The stack of an environment, with all its resources.
   *
   * @param name name of the environment
   */
  environment(name: string): EnvironmentStack {
    const stack = this.environmentStacks.get(name);
    if (!stack) throw misuse('environment', `must be one of ${[...this.environmentStacks.keys()].join(', ')}`, name, 'add it to `environments`');
    return stack;
  }

  /**
   * Topic of notifications of alarms of the environments in a region. An alarm can only notify a topic in its region.
   *
   * @param region region of an environment
   */
  notificationTopicIn(region: string): ITopic {
    if (region === Stack.of(this).region) return this.notificationTopic;
    const { regions } = this.elsewhere;
    const stack = regions.get(region);
    if (!stack) {
      throw misuse('region', `must be one of ${[Stack.of(this).region, ...regions.keys()].join(', ')}`, region, 'name the region of an environment');
    }
    return stack.topic;
  }

  private addEnvironment(environment: Environment, place: Place, shared: Shared): EnvironmentTarget {
    const stage = new EnvironmentScope(this, environment.name, { env: { account: place.account, region: place.region } });
    const stackName = `${shared.pipelineName}-${environment.name}`;
    const stack = EnvironmentStack._create(stage, 'Environment', {
      ...shared,
      stackName,
      description: `${environment.name} environment of ${shared.pipelineName}`,
      terminationProtection: environment.production,
      environment,
      revisionReaderName: place.otherAccount ? revisionReaderName(stackName, place) : undefined,
    });
    requireOnlyEnvironment(stack, environment.name);
    this.environmentStacks.set(environment.name, stack);
    const { delivery, architecture, beforeDeployment, afterDeployment, parameterNames, revisionReaderArns, edge } = stack._delivered;
    return {
      name: environment.name,
      stackName: stack.stackName,
      template: templatePathOf(stack),
      parameterNames,
      delivery,
      architecture,
      beforeDeployment,
      afterDeployment,
      executionRoleArn: executionRoleArn(stack),
      approval: environment.approval,
      terminationProtection: environment.production,
      rollback: environment.stageRollback,
      place,
      edge,
      foreign: place.otherAccount ? foreignRoles(stack, revisionReaderArns) : undefined,
    };
  }
}

/** What all environments have in common, and what differs by region. */
type Shared = Pick<EnvironmentStackProps, 'pipelineName' | 'application' | 'monthlyPrices' | 'artifactKey'>;

function executionModeOf({ executionMode = ExecutionMode.QUEUED }: GoStyleWebPipelineProps): ExecutionMode {
  if (executionMode !== ExecutionMode.PARALLEL) return executionMode;
  throw misuse('executionMode', 'must not let two executions change the same environment at once', executionMode,
    'write `ExecutionMode.SUPERSEDED`, or leave it out');
}
