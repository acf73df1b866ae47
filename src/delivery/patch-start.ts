import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Aws, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Patches } from './patches';
import { isPublicParameter, parameterArn } from './template-parameters';
import { acknowledge } from '../core/acknowledge';
import { misuse } from '../core/misuse';
import { allow } from '../core/permissions';
import type { Place } from '../core/place';
import { ServiceRole } from '../core/service-role';

const DEFINITION = join(__dirname, '..', '..', 'provisioning', 'state-machines', 'start-for-patches.asl.json');

/** Limit of parameters in one request to Systems Manager. */
const MOST_IMAGES = 10;

export interface PatchStartProps {
  readonly pipelineName: string;
  readonly patches: Patches;
  /** Notified when images could not be compared. */
  readonly notificationTopic: ITopic;
}

/**
 * Starts the pipeline on a schedule when a machine image is newer than everything it has released. Not an instance refresh, which
 * would run beside releases, make their change sets fail, and bypass `staging` and approvals.
 */
export class PatchStart extends Construct {
  /** SSM parameters that templates get machine images from. */
  private readonly images = new Set<string>();
  private readonly role: ServiceRole;

  constructor(scope: Construct, id: string, { pipelineName, patches, notificationTopic }: PatchStartProps) {
    super(scope, id);
    this.node.addValidation({ validate: () => this.problems() });
    this.role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    allow(this.role, {
      actions: ['codepipeline:ListPipelineExecutions', 'codepipeline:StartPipelineExecution'],
      resources: [Stack.of(this).formatArn({ service: 'codepipeline', resource: pipelineName, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
      reason: 'the pipeline is started when a machine image is newer than its last release',
    });
    const machine = new StateMachine(this, 'Resource', {
      role: this.role,
      // Substitutes the partition here, because cfn-lint rejects a substitution in an ARN.
      definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8').replaceAll('${Partition}', Aws.PARTITION)),
      definitionSubstitutions: { PipelineName: pipelineName, ParameterNames: Lazy.string({ produce: () => [...this.images].join(',') }) },
    });
    acknowledge(machine, 'AwsSolutions-SF1', 'Step Functions keeps the history of an execution, and an alarm reports failed ones');
    acknowledge(machine, 'AwsSolutions-SF2', 'there is nothing to trace: the states only call AWS services');
    const scheduler = new ServiceRole(this, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    new Schedule(this, 'Schedule', {
      description: `Looks for newer machine images for ${pipelineName}`,
      schedule: patches.schedule,
      target: new StepFunctionsStartExecution(machine, { role: scheduler }),
    });
    machine.metricFailed({ period: Duration.minutes(5) })
      .createAlarm(this, 'Failed', {
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: `machine images of ${pipelineName} could not be compared: see the last execution of the state machine`,
      })
      .addAlarmAction(new SnsAction(notificationTopic));
  }

  /**
   * Called when the environment's template exists, because only that knows its images.
   *
   * @param images parameters of Systems Manager
   * @param place where they are: in another account or region, only AWS's public parameters have the same value as here
   */
  watch(images: string[], { otherAccount, otherRegion }: Place): void {
    const here = images.filter((image) => !this.images.has(image) && (!otherAccount && !otherRegion || isPublicParameter(image)));
    if (here.length === 0) return;
    here.forEach((image) => this.images.add(image));
    if (this.images.size > MOST_IMAGES) {
      throw misuse('patches', `must compare at most ${MOST_IMAGES} machine images`, [...this.images],
        'leave it out, and start the pipeline by a schedule of your own');
    }
    allow(this.role, {
      actions: ['ssm:GetParameters'],
      resources: here.map((image) => parameterArn(this, image)),
      reason: 'the publication dates of the environments\' machine images are looked up',
    });
  }

  private problems(): string[] {
    if (this.images.size > 0) return [];
    return ['`patches` has nothing to compare: no environment gets its machine image from a parameter of Systems Manager;'
      + ' leave it out, or bring an image with `MachineImage.fromSsmParameter`'];
  }
}
