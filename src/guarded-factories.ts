import { Application } from './application/application';
import { Runtime } from './application/runtime';
import { Cdn } from './cdn/cdn';
import { Compute } from './compute/compute';
import { Ec2Fleet } from './compute/ec2/ec2-fleet';
import { HostImage } from './compute/ec2/host-image';
import { InPlace } from './compute/ec2/in-place';
import { EcsDeployment } from './compute/fargate/ecs-deployment';
import { EcsHook } from './compute/fargate/ecs-hook';
import { FargateFleet } from './compute/fargate/fargate-fleet';
import { ApplicationFunction } from './compute/lambda/application-function';
import { LambdaDeployment } from './compute/lambda/lambda-deployment';
import { isFactory, requireArguments } from './core/given-arguments';
import { Cache } from './data/cache/cache';
import { CacheServer } from './data/cache/cache-server';
import { Database } from './data/database/database';
import { DatabaseServer } from './data/database/database-server';
import { Secret } from './data/secret';
import { SecretReference } from './data/secret-reference';
import { Approval } from './delivery/approval';
import { BuildSecret } from './delivery/build-secret';
import { Command } from './delivery/command';
import { Patches } from './delivery/patches';
import { Source } from './delivery/source';
import { Step } from './delivery/step';
import { Environment } from './environment/environment';
import { Logs } from './logs/logs';
import { OpenSearchStore } from './logs/open-search-store';
import { FlowLogs } from './network/flow-logs';
import { Nat } from './network/nat';
import { Network } from './network/network';
import { Notification } from './observability/notification';
import { Firewall } from './protection/firewall';
import { Provisioning } from './provisioning/provisioning';

/** Every class with factories. */
const CLASSES: Readonly<Record<string, object>> = {
  Application,
  ApplicationFunction,
  Approval,
  BuildSecret,
  Cache,
  CacheServer,
  Cdn,
  Command,
  Compute,
  Database,
  DatabaseServer,
  Ec2Fleet,
  EcsDeployment,
  EcsHook,
  Environment,
  FargateFleet,
  Firewall,
  FlowLogs,
  HostImage,
  InPlace,
  LambdaDeployment,
  Logs,
  Nat,
  Network,
  Notification,
  OpenSearchStore,
  Patches,
  Provisioning,
  Runtime,
  Secret,
  SecretReference,
  Source,
  Step,
};

/**
 * Lets each factory check the types of what it is given. Here and not in each of them, because the next one would be without. What jsii makes of
 * other languages comes through the same methods.
 */
export function guardFactories(): void {
  for (const [name, made] of Object.entries(CLASSES)) {
    for (const [method, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(made))) guard(made, `${name}.${method}`, method, descriptor);
  }
}

function guard(made: object, factory: string, method: string, descriptor: PropertyDescriptor): void {
  const original: unknown = descriptor.value;
  if (typeof original !== 'function' || !isFactory(factory)) return;
  const checked = (...given: unknown[]): unknown => {
    requireArguments(factory, given);
    return Reflect.apply(original, made, given);
  };
  Object.defineProperty(made, method, { ...descriptor, value: checked });
}
