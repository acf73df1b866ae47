import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { monthlyPriceOf } from '../../cost/prices';
import type { StandingResource } from '../../cost/standing-resource';

export interface TaskCost {
  readonly tasks: number;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly cpuArchitecture: CpuArchitecture;
  /** Percentage of the tasks above `onDemandBaseCapacity`. */
  readonly spotPercentage: number;
  readonly onDemandBaseCapacity: number;
}

/** Cost of the minimum number of tasks. */
export function taskCost({ tasks, cpu, memoryMiB, cpuArchitecture, spotPercentage, onDemandBaseCapacity }: TaskCost): StandingResource[] {
  const spot = (tasks - onDemandBaseCapacity) * spotPercentage / 100;
  const architecture = cpuArchitecture === CpuArchitecture.ARM64 ? 'Fargate ARM' : 'Fargate';
  return [[architecture, tasks - spot] as const, [`${architecture} Spot`, spot] as const]
    .filter(([, count]) => count > 0)
    .flatMap(([kind, count]) => [
      standing(`${kind} vCPU`, count * cpu / 1024),
      standing(`${kind} GB`, count * memoryMiB / 1024),
    ]);
}

function standing(name: string, quantity: number): StandingResource {
  return { name, quantity: Math.round(quantity * 100) / 100, monthlyPrice: monthlyPriceOf(name) };
}
