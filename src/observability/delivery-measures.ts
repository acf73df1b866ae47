import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StageRule } from './stage-rule';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';

export interface DeliveryMeasuresProps {
  readonly pipelineName: string;
  readonly production: MeasuredStage[];
}

/** The stage of an environment that is measured. */
interface MeasuredStage {
  readonly name: string;
  /** Actions that change the environment, in order: the last one that succeeds completes the release. */
  readonly changes: string[];
}

/** Measures deployments, failures, lead time and time to restore of production, from the pipeline's own events. */
export class DeliveryMeasures extends Construct {
  constructor(scope: Construct, id: string, { pipelineName, production }: DeliveryMeasuresProps) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'functions/measure-delivery.cjs',
      description: `Measures the deliveries of ${pipelineName}`,
      environment: { CHANGES: JSON.stringify(Object.fromEntries(production.map(({ name, changes }) => [name, changes]))) },
    });
    allow(role, {
      actions: ['codepipeline:ListActionExecutions'],
      resources: [Stack.of(this).formatArn({ service: 'codepipeline', resource: pipelineName, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
      reason: 'commits and failures are looked up in the pipeline\'s own executions',
    });
    new StageRule(this, 'StageEnded', {
      description: `A delivery of ${pipelineName} to production ended`,
      pipelineName,
      detail: { state: ['SUCCEEDED', 'FAILED'], stage: production.map(({ name }) => name) },
      handler,
    });
  }
}
