import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { StageRule } from './stage-rule';
import { inlineFunction } from '../core/inline-function';
import type { Permission } from '../core/permission';
import { allow } from '../core/permissions';

export interface NotificationsProps {
  readonly pipelineName: string;
  readonly topic: ITopic;
  /** Environments whose releases are notified. */
  readonly production: string[];
  /** Permissions to look up why a deployment failed, in the pipeline's account. */
  readonly lookUpPermissions: readonly Permission[];
  /** Stages of environments, and where to look up their failures. */
  readonly stages: LookUpPlace[];
  /** Name of the function's role, if another account must know it in advance. */
  readonly roleName?: string;
}

interface LookUpPlace {
  readonly stage: string;
  /** Region, if it is not the pipeline's. */
  readonly region?: string;
  /** In another account: role that the function assumes there. */
  readonly roleArn?: string;
  /** Log group of the application. */
  readonly logGroup?: string;
}

/** Publishes to the topic that a stage failed, with what is needed to fix it, and that production was released. */
export class Notifications extends Construct {
  constructor(scope: Construct, id: string, { pipelineName, topic, production, lookUpPermissions, stages, roleName }: NotificationsProps) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'functions/tell-stage.cjs',
      description: `Tells that a stage of ${pipelineName} failed or that production was released`,
      environment: { TOPIC_ARN: topic.topicArn, STAGES: placesOf(stages) },
      roleName,
    });
    allow(role, {
      actions: ['codepipeline:ListActionExecutions'],
      resources: [Stack.of(this).formatArn({ service: 'codepipeline', resource: pipelineName, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
      reason: 'what failed is looked up in the pipeline\'s own executions',
    });
    for (const permission of lookUpPermissions) allow(role, permission);
    const roles = stages.flatMap(({ roleArn }) => roleArn ?? []);
    if (roles.length > 0) {
      const reason = 'the first host that failed is looked up in the account of the environment';
      allow(role, { actions: ['sts:AssumeRole'], resources: roles, reason });
    }
    allow(role, { actions: ['sns:Publish'], resources: [topic.topicArn], reason: 'notifications are published' });
    const failed = { state: ['FAILED'] };
    const released = { state: ['SUCCEEDED'], stage: production };
    new StageRule(this, 'StageEnded', {
      description: `A stage of ${pipelineName} failed or production was released`,
      pipelineName,
      // EventBridge refuses `$or` with a single alternative.
      detail: production.length > 0 ? { $or: [failed, released] } : failed,
      handler,
    });
  }
}

/** By the name of the stage. */
function placesOf(stages: LookUpPlace[]): string {
  return JSON.stringify(Object.fromEntries(stages.map(({ stage, ...place }) => [stage, place])));
}
