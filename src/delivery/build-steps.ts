import type { IAction } from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import type { BuildStepBindOptions, IBuildStep } from './build-step-config';
import type { EnvironmentTarget } from './environment-target';
import { PlacedAction } from './placed-action';
import { misuse } from '../core/misuse';

/** Steps after the build and before any environment: each runs once, whichever environments request it. */
export function buildStepsOf(targets: readonly Pick<EnvironmentTarget, 'name' | 'delivery'>[]): IBuildStep[][] {
  const steps = new Map<string, IBuildStep[]>();
  for (const { name, delivery } of targets) {
    for (const step of delivery.buildSteps ?? []) {
      const same = steps.get(step.actionName) ?? [];
      if (same[0] && same[0].settings !== step.settings) {
        throw misuse(`environments.${name}.compute`, `must use the same \`${step.actionName}\` as the previous environments`
          + ` (${same[0].settings}), because it runs once`, step.settings, 'give both the same options');
      }
      steps.set(step.actionName, [...same, step]);
    }
  }
  return [...steps.values()];
}

/** The actions, which run in parallel after the build. */
export function bindBuildSteps(scope: () => Construct, steps: IBuildStep[][], options: Omit<BuildStepBindOptions, 'readerArns'>): IAction[] {
  if (steps.length === 0) return [];
  const parent = scope();
  return steps.map((same) => {
    const readerArns = [...new Set(same.flatMap((step) => step.readerArns ?? []))];
    const { action } = same[0].bind(new Construct(parent, same[0].actionName), { ...options, readerArns });
    return new PlacedAction(action, { runOrder: 2 });
  });
}
