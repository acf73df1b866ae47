import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Rule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { CodePipeline } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from '../core/permissions';
import { ServiceRole } from '../core/service-role';

export interface StartingRuleProps {
  readonly pipelineName: string;
  readonly description: string;
  readonly eventPattern: EventPattern;
}

/** Starts the pipeline for each event, for sources that no connection watches. */
export class StartingRule extends Construct {
  constructor(scope: Construct, id: string, { pipelineName, description, eventPattern }: StartingRuleProps) {
    super(scope, id);
    const pipelineArn = Stack.of(this).formatArn({
      service: 'codepipeline', resource: pipelineName, arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    const eventRole = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    allow(eventRole, {
      actions: ['codepipeline:StartPipelineExecution'],
      resources: [pipelineArn],
      reason: 'each change of the source starts the pipeline',
    });
    new Rule(this, 'Rule', {
      description,
      eventPattern,
      // By name, because the pipeline is created after its source.
      targets: [new CodePipeline(Pipeline.fromPipelineArn(this, 'Pipeline', pipelineArn), { eventRole })],
    });
  }
}
