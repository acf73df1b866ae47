import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface StageRuleProps {
  readonly description: string;
  readonly pipelineName: string;
  /** Stages, and the results to match. */
  readonly detail: Record<string, unknown>;
  readonly handler: IFunction;
}

/**
 * Calls a function when a stage of the pipeline ends. Without `targets`, which would name the permission after the path of the stack.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export class StageRule extends Construct {
  constructor(scope: Construct, id: string, { description, pipelineName, detail, handler }: StageRuleProps) {
    super(scope, id);
    const rule = new CfnRule(this, 'Resource', {
      description,
      eventPattern: {
        'source': ['aws.codepipeline'],
        'detail-type': ['CodePipeline Stage Execution State Change'],
        'detail': { pipeline: [pipelineName], ...detail },
      },
      targets: [{ id: 'Function', arn: handler.functionArn }],
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', functionName: handler.functionArn, sourceArn: rule.attrArn,
    });
  }
}
