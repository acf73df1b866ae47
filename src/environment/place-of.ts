import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Environment } from './environment';
import { misuse } from '../core/misuse';
import type { Place } from '../core/place';

/** Where an environment is: its `env`, or where the pipeline is. */
export function placeOf({ name, env }: Environment, pipelineStack: Stack): Place {
  const { account, region } = pipelineStack;
  if (!env) return { account, region, otherAccount: false, otherRegion: false };
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    throw misuse(`environments.${name}.env`, 'must be set together with an `env` of the pipeline\'s own stack', env,
      `give the stack \`${pipelineStack.stackName}\` an account and a region: \`new Stack(app, id, { env: { account, region } })\``);
  }
  const place = { account: env.account!, region: env.region!, otherAccount: env.account !== account, otherRegion: env.region !== region };
  if (partitionOf(place.region) !== partitionOf(region)) {
    throw misuse(`environments.${name}.env.region`, `must be in the same partition as the pipeline's region ${region}`, place.region,
      'create a pipeline in that partition: roles and buckets cannot be shared between partitions');
  }
  return place;
}

/** A region that aws-cdk-lib does not know yet counts as one of the `aws` partition. */
export function partitionOf(region: string): string {
  return RegionInfo.get(region).partition ?? 'aws';
}
