import { buildProjectKind } from './build-project/build-project-kind';
import { cacheKind } from './cache/cache-kind';
import { databaseKinds } from './database/database-kind';
import { ec2Kind } from './ec2/ec2-kind';
import type { FleetOptions } from './ec2/local-fleet';
import { ecsKind } from './ecs/ecs-kind';
import type { ServiceOptions } from './ecs/local-service';
import { generatedSecretKind } from './generated-secret/generated-secret-kind';
import { lambdaKind } from './lambda/lambda-kind';
import type { FunctionOptions } from './lambda/local-function';
import { loadBalancerKind, type EntryOptions } from './load-balancer/load-balancer-kind';
import type { ResourceKind } from './shape/resource';
import { stateMachineKind } from './state-machine/state-machine-kind';

/** Every kind of resource that runs locally. To add one, add a folder beside these and a line here. */
export function localKinds(options: FleetOptions & ServiceOptions & FunctionOptions & EntryOptions): readonly ResourceKind[] {
  return [
    generatedSecretKind,
    ...databaseKinds,
    cacheKind,
    loadBalancerKind(options),
    ec2Kind(options),
    ecsKind(options),
    lambdaKind(options),
    stateMachineKind,
    buildProjectKind,
  ];
}
