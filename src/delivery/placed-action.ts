import type { ActionBindOptions, ActionConfig, ActionProperties, IAction, IStage } from 'aws-cdk-lib/aws-codepipeline';
import type { IRuleTarget, Rule, RuleProps } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** Position of an action in its stage, and its region, if not the pipeline's. */
export interface ActionPlace {
  readonly runOrder: number;
  readonly region?: string;
}

/**
 * Sets the position and region of an existing action. Actions of CodeDeploy, CodeBuild and Step Functions take their region from a
 * resource, which is known only by name here.
 */
export class PlacedAction implements IAction {
  readonly actionProperties: ActionProperties;

  constructor(private readonly action: IAction, { runOrder, region }: ActionPlace) {
    this.actionProperties = { ...action.actionProperties, runOrder, ...region !== undefined && { resource: undefined, region } };
  }

  bind(scope: Construct, stage: IStage, options: ActionBindOptions): ActionConfig {
    return this.action.bind(scope, stage, options);
  }

  onStateChange(name: string, target?: IRuleTarget, options?: RuleProps): Rule {
    return this.action.onStateChange(name, target, options);
  }
}
