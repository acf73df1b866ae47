import { App, Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import {
  Application, Approval, Compute, Deployment, DeploymentConfiguration, Environment, Nat, Network, type Ec2FleetOptions, type GoStyleWebPipelineProps,
  type NodeApplicationOptions,
} from '../../src';
import { cloudFormationFindings } from '../helpers/validation-report';
import { webPipeline } from '../helpers/web-pipeline';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/).filter((text) => !['source', 'build', 'updatepipeline', 'delivery'].includes(text));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const environmentVariables = fc.dictionary(
  fc.stringMatching(/^[A-Z][A-Z0-9_]{1,12}$/).filter((key) => key !== 'PORT' && key !== 'HOST'),
  fc.stringMatching(/^[ -~]{0,60}$/),
  { maxKeys: 5 },
);

const application = fc.record<NodeApplicationOptions>({
  port: optional(fc.integer({ min: 1024, max: 65_535 })),
  healthCheckPath: optional(fc.stringMatching(/^\/[a-z0-9/._-]{0,40}$/)),
  environmentVariables: optional(environmentVariables),
}).map((options) => Application.nestJs(options));

const fleet = fc.record({
  minCapacity: fc.integer({ min: 2, max: 40 }),
  more: fc.nat({ max: 40 }),
  targetRequestsPerMinute: optional(fc.integer({ min: 1, max: 100_000 })),
}).map(({ more, ...rest }): Ec2FleetOptions => ({ ...rest, maxCapacity: rest.minCapacity + more }));

const configuration = (minCapacity: number) => fc.oneof(
  fc.constantFrom(DeploymentConfiguration.oneAtATime(), DeploymentConfiguration.halfAtATime()),
  fc.integer({ min: 1, max: minCapacity - 1 }).map((hosts) => DeploymentConfiguration.minHealthyHosts(hosts)),
  fc.integer({ min: 1, max: Math.floor((100 * (minCapacity - 1)) / minCapacity) })
    .map((percentage) => DeploymentConfiguration.minHealthyPercentage(percentage, { monitorDuration: Duration.minutes(1) })),
);

const network = fc.integer({ min: 2, max: 3 }).chain((availabilityZones) =>
  fc.integer({ min: 1, max: availabilityZones }).map((count) => Network.own({ availabilityZones, nat: Nat.gateways(count) })));

const environment = (environmentName: string) => fleet.chain((options) => fc.record({
  production: fc.boolean(),
  approval: optional(fc.constant(Approval.manual())),
  network,
  deployment: configuration(options.minCapacity!).map((value) => Deployment.inPlace({ configuration: value })),
}).map((rest) => Environment.named(environmentName, { ...rest, compute: Compute.ec2(options) })));

const props: fc.Arbitrary<Partial<GoStyleWebPipelineProps>> = fc.record({
  application,
  environments: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).chain((names) => fc.tuple(...names.map(environment))),
});

test('every accepted combination synthesizes and passes our own checks', () => {
  fc.assert(fc.property(props, (accepted) => {
    const app = new App();
    webPipeline(accepted, app);
    app.synth();
  }), { numRuns: 8, endOnFailure: true });
});

test('CloudFormation Validate finds nothing in an accepted combination', () => {
  fc.assert(fc.property(props, (accepted) => {
    const app = new App();
    webPipeline(accepted, app);
    expect(cloudFormationFindings(app)).toEqual([]);
  }), { numRuns: 1, endOnFailure: true });
});

/** A prop, and a value that it refuses. */
const refused = fc.oneof(
  fc.oneof(fc.integer({ max: 1023 }), fc.integer({ min: 65_536 })).map((port) => ['application.port', () => Application.nestJs({ port })] as const),
  fc.string().filter((text) => !text.startsWith('/')).map((healthCheckPath) => ['application.healthCheckPath', () => Application.nestJs({ healthCheckPath })] as const),
  fc.integer({ max: 0 }).map((minCapacity) => ['compute.minCapacity', () => Compute.ec2({ minCapacity })] as const),
  fc.integer({ min: 3, max: 100 }).map((minCapacity) => ['compute.minCapacity', () => Compute.ec2({ minCapacity, maxCapacity: minCapacity - 1 })] as const),
  fc.string().filter((text) => !/^[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/.test(text)).map((text) => ['environments.name', () => Environment.named(text)] as const),
  fc.string().map((text) => ['deployment.configuration', () => DeploymentConfiguration.predefined(text)] as const),
  fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 100 })).map((percentage) => ['deployment.configuration', () => DeploymentConfiguration.minHealthyPercentage(percentage)] as const),
  fc.oneof(fc.integer({ max: 1 }), fc.integer({ min: 4 })).map((availabilityZones) => ['network.availabilityZones', () => Network.own({ availabilityZones })] as const),
);

test('refuses every other value by the name of its prop', () => {
  fc.assert(fc.property(refused, ([prop, make]) => {
    expect(make).toThrow(`\`${prop}\` must`);
  }), { numRuns: 300 });
});
