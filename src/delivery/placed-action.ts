import type { ActionBindOptions, ActionConfig, ActionProperties, IAction, IStage } from 'aws-cdk-lib/aws-codepipeline';
import type { IRuleTarget, Rule, RuleProps } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/** Where an action is in its stage, and in which region it runs, if not in the pipeline's. */
export interface ActionPlace {
  readonly runOrder: number;
  readonly region?: string;
}

/**
 * An action that somebody else brought, in its place. Those of CodeDeploy, CodeBuild and Step Functions take their region from a
 * resource, which here is known by its name only.
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
