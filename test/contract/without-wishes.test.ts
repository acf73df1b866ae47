import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Cache, Cdn, Command, Compute, Database, Environment, Firewall, FlowLogs, GoStyleWebPipeline, HostImage, Logs, Network, Provisioning, Secret,
  ThreatDetection, type EnvironmentOptions,
} from '../../src';
import { SMALLEST } from '../helpers/web-pipeline';

/** Everything that an environment can have besides its network, load balancer and fleet. */
const EVERYTHING: EnvironmentOptions = {
  uses: [Database.postgres(), Cache.valkey(), Secret.fromSecretsManager({ KEY: 'key' }), Firewall.managed(), ThreatDetection.guardDuty()],
  beforeDeployment: Command.run('node migrate.mjs'),
  afterDeployment: Command.run('node smoke-test.mjs'),
  logs: Logs.openSearch({ unit: 'web.service' }),
  cdn: Cdn.cloudFront(),
  network: Network.own({ flowLogs: FlowLogs.allTraffic() }),
  compute: Compute.ec2({ image: HostImage.baked(), provisioning: [Provisioning.packages('jq')] }),
};
/** None of it, said with every word there is for that. */
const NOTHING: EnvironmentOptions = {
  uses: [],
  additionalDomains: [],
  environmentVariables: {},
  beforeDeployment: undefined,
  afterDeployment: undefined,
  logs: undefined,
  cdn: undefined,
  https: undefined,
  compute: Compute.ec2({ provisioning: [] }),
};
/** Services of an environment without anything optional; the fixed ids of its resources are in the contract of logical ids. */
const SERVICES = [
  'AutoScaling', 'CloudWatch', 'CodeDeploy', 'EC2', 'ElasticLoadBalancingV2', 'Events', 'IAM', 'Lambda', 'Logs', 'StepFunctions',
  // `Custom::`
  'ClosedDefaultSecurityGroup',
];

function templates(...environments: readonly Environment[]): Record<string, object> {
  const stack = new Stack(new App(), 'WebPipeline');
  const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [...environments] });
  return Object.fromEntries(environments.map(({ name }) => [name, Template.fromStack(web.environment(name)).toJSON()]));
}

test('an environment has nothing of what it does not ask for, whether it is left out or said to be none', () => {
  const { qa } = templates(Environment.named('qa'));
  expect(templates(Environment.named('qa', NOTHING)).qa).toEqual(qa);
  const services = Object.values((qa as { Resources: Record<string, { Type: string }> }).Resources).map(({ Type }) => Type.split('::')[1]!);
  expect([...new Set(services)].filter((service) => !SERVICES.includes(service))).toEqual([]);
});

test('what an environment has changes nothing in the one beside it', () => {
  const plain = templates(Environment.named('qa'), Environment.named('live')).qa;
  expect(templates(Environment.named('qa'), Environment.named('live', EVERYTHING)).qa).toEqual(plain);
  expect(templates(Environment.named('live', EVERYTHING), Environment.named('qa')).qa).toEqual(plain);
});
