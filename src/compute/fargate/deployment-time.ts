import type { Duration } from 'aws-cdk-lib';
import { DeploymentStrategy } from 'aws-cdk-lib/aws-ecs';
import type { EcsDeployment } from './ecs-deployment';

/** A new target serves after its first passed health check; there is one every 10 seconds. */
const HEALTHY_SECONDS = 10;

/** Fargate places the task, attaches a network interface and pulls the image. Estimated from published measurements, not from AWS. */
const START = 'a minute or two';

/** Estimate of a deployment's duration, printed at synthesis. */
export function deploymentTime(stackName: string, tasks: number, deployment: EcsDeployment, drain: Duration): string {
  const { _steps: steps, _shift: shift, _bakeTime: bakeTime } = deployment;
  const shifting = shift && steps > 0 ? `, ${steps} ${steps === 1 ? 'step' : 'steps'} of ${shift.percent} % for ${shift.bakeTime.toMinutes()} min`
    : '';
  const both = deployment._strategy === DeploymentStrategy.ROLLING ? '' : ', with twice the tasks meanwhile';
  return `a deployment to the ${tasks} tasks of ${stackName} takes ${deployment._minutes} min of monitoring`
    + ` (${bakeTime.toMinutes()} min at its end${shifting})`
    + ` and the time of its tasks: to start (${START}), to be found healthy (${HEALTHY_SECONDS} s)`
    + ` and to finish requests (${drain.toSeconds()} s)${both}`;
}
