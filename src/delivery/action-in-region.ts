import type { ActionBindOptions, ActionConfig, ActionProperties, IAction, IStage } from 'aws-cdk-lib/aws-codepipeline';
import type { IRuleTarget, Rule, RuleProps } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/**
 * An action that runs in another region. Those of CodeDeploy and Step Functions take their region from a resource, which here is
 * known by its name only.
 */
export class ActionInRegion implements IAction {
  readonly actionProperties: ActionProperties;

  constructor(private readonly action: IAction, region: string) {
    this.actionProperties = { ...action.actionProperties, resource: undefined, region };
  }

  bind(scope: Construct, stage: IStage, options: ActionBindOptions): ActionConfig {
    return this.action.bind(scope, stage, options);
  }

  onStateChange(name: string, target?: IRuleTarget, options?: RuleProps): Rule {
    return this.action.onStateChange(name, target, options);
  }
}
