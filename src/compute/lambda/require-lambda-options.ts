import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { LambdaOptions } from './lambda-options';
import { LAYERS } from './web-adapter';
import { misuse, requireDurationWithin, requireIntegerWithin, requirePattern } from '../../core/misuse';
import { requireFewGroups } from '../more-security-groups';

/** Rejects what Lambda would refuse at deployment, and contradictions. */
export function requireLambdaOptions(options: LambdaOptions): void {
  const { startScript, memorySize, timeout, reservedConcurrency, provisionedConcurrency, inNetwork, securityGroups, webAdapterLayerArn } = options;
  if (startScript !== undefined) {
    requirePattern('compute.startScript', startScript, /^(?!\/)(?!.*\.\.)(?!(.*\/)?\.?$)[^\s]{1,128}$/,
      'must be the path of a file in the revision, without spaces', 'write `deploy/run.sh`, for example');
  }
  const { name: architecture } = options.architecture ?? Architecture.ARM_64;
  if (!LAYERS[architecture]) {
    throw misuse('compute.architecture', `must be one that Lambda has: ${Object.keys(LAYERS).join(' or ')}`, architecture,
      'write `Architecture.ARM_64`, or leave it out');
  }
  if (memorySize !== undefined) requireIntegerWithin('compute.memorySize', memorySize, 128, 10_240, 'leave it out for 1024');
  if (timeout !== undefined) requireDurationWithin('compute.timeout', timeout, { unit: 'seconds', minimum: 1, maximum: 900, standard: 30 });
  for (const [name, value] of Object.entries({ reservedConcurrency, provisionedConcurrency })) {
    if (value !== undefined) requireIntegerWithin(`compute.${name}`, value, 1, 100_000, 'leave it out for none');
  }
  if (reservedConcurrency !== undefined && provisionedConcurrency !== undefined && provisionedConcurrency > reservedConcurrency) {
    throw misuse('compute.provisionedConcurrency', `must not be greater than \`compute.reservedConcurrency\` (${reservedConcurrency})`,
      provisionedConcurrency, 'raise `compute.reservedConcurrency`');
  }
  if (inNetwork === false && securityGroups !== undefined) {
    throw misuse('compute.securityGroups', 'must not be set together with `inNetwork: false`', securityGroups.length, 'leave out one of them');
  }
  requireFewGroups(securityGroups);
  if (webAdapterLayerArn !== undefined) {
    requirePattern('compute.webAdapterLayerArn', webAdapterLayerArn, /^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+$/,
      'must be the ARN of a version of a layer', 'leave it out for AWS\'s own');
    const other = Object.entries(LAYERS).find(([name, layer]) => name !== architecture && webAdapterLayerArn.includes(`:layer:${layer}:`));
    if (other) {
      throw misuse('compute.webAdapterLayerArn', `must be for the architecture of the function, which is ${architecture}, and is for ${other[0]}`,
        webAdapterLayerArn, `write \`${LAYERS[architecture]}\`, or change \`compute.architecture\``);
    }
  }
}
