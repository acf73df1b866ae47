import { readEnvironment, settingsOfEnvironment, type AllSettings } from './read-environment';
import { changedEnvironment, environmentTemplate, resolveEnvironment, type EnvironmentTemplate } from '../stack/environment';

type Change = (resources: EnvironmentTemplate['Resources']) => void;

function settingsOf(change: Change = () => undefined): AllSettings {
  return settingsOfEnvironment(changedEnvironment(change));
}

test('reads the settings of everything that runs locally from the template', () => {
  expect(settingsOf()).toMatchObject({
    fleet: {
      minSize: 2,
      maxSize: 4,
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      healthCheckType: 'ELB',
      healthCheckGracePeriodSeconds: 300,
      userData: '#!/bin/bash\necho eu-west-1\n',
      environmentFile: '/etc/gostyle/environment',
      instanceRefresh: false,
    },
    loadBalancer: { idleTimeoutSeconds: 90, dropInvalidHeaderFields: true },
    listener: { port: 80, protocol: 'HTTP' },
    targetGroup: { port: 3000, deregistrationDelaySeconds: 30, healthCheck: { path: '/health', intervalSeconds: 10 } },
    deployment: {
      applicationName: 'web-staging',
      deploymentGroupName: 'staging',
      trafficControl: true,
      terminationHook: true,
      outdatedInstancesStrategy: 'UPDATE',
      config: { name: 'CodeDeployDefault.OneAtATime', minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } },
      autoRollbackEvents: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    },
    alarms: [
      {
        logicalId: 'Errors',
        metric: 'HTTPCode_Target_5XX_Count',
        statistic: 'Sum',
        periodSeconds: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        threshold: 5,
        treatMissingData: 'notBreaching',
      },
    ],
  });
});

test('an alarm of the deployment group is found by its name', () => {
  const { deployment, alarms } = settingsOf();
  expect(deployment.alarms).toEqual([alarms[0].name]);
});

test('settings that are not set have the defaults of the API', () => {
  const settings = settingsOf(({ Targets, Balancer, Fleet, Group }) => {
    Targets.Properties = { Port: 3000 };
    Balancer.Properties = {};
    Fleet.Properties = { ...Fleet.Properties, HealthCheckType: undefined, HealthCheckGracePeriod: undefined };
    Group.Properties = { ...Group.Properties, AutoRollbackConfiguration: undefined, AlarmConfiguration: undefined };
    delete Group.Properties.TerminationHookEnabled;
  });
  expect(settings.targetGroup).toMatchObject({
    healthCheck: { path: '/', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 5, unhealthyThreshold: 2, matcher: '200' },
    deregistrationDelaySeconds: 300,
    slowStartSeconds: 0,
    algorithm: 'round_robin',
    minimumHealthyTargets: { count: 1, percentage: 0 },
  });
  expect(settings.targetGroup).not.toHaveProperty('stickiness');
  expect(settings.loadBalancer).toEqual({
    idleTimeoutSeconds: 60,
    clientKeepAliveSeconds: 3600,
    dropInvalidHeaderFields: false,
    forwardedForMode: 'append',
    forwardedForClientPort: false,
  });
  expect(settings.fleet).toMatchObject({ healthCheckType: 'EC2', healthCheckGracePeriodSeconds: 0 });
  expect(settings.deployment).toMatchObject({ autoRollbackEvents: [], alarms: [], terminationHook: false });
});

test('attributes of the load balancer and the target group', () => {
  const attributes = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
  const { loadBalancer, targetGroup } = settingsOf(({ Targets, Balancer }) => {
    Balancer.Properties.LoadBalancerAttributes = attributes({
      'client_keep_alive.seconds': '120', 'routing.http.xff_header_processing.mode': 'preserve', 'routing.http.xff_client_port.enabled': 'true',
    });
    Targets.Properties.TargetGroupAttributes = attributes({
      'load_balancing.algorithm.type': 'weighted_random',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': '50',
      'stickiness.enabled': 'true',
      'stickiness.type': 'app_cookie',
      'stickiness.app_cookie.cookie_name': 'session',
      'stickiness.app_cookie.duration_seconds': '600',
    });
  });
  expect(loadBalancer).toMatchObject({ clientKeepAliveSeconds: 120, forwardedForMode: 'preserve', forwardedForClientPort: true });
  expect(targetGroup).toMatchObject({
    algorithm: 'weighted_random',
    minimumHealthyTargets: { count: 2, percentage: 50 },
    stickiness: { durationSeconds: 600, applicationCookie: 'session' },
  });
});

test('attributes without a local effect are reported, unless they match the local behaviour anyway', () => {
  const told = (key: string, value: string) => settingsOf(({ Targets, Balancer, Listener }) => {
    const attributes = [{ Key: key, Value: value }];
    if (key.startsWith('routing.http.response')) Listener.Properties.ListenerAttributes = attributes;
    else if (key.startsWith('routing')) Balancer.Properties.LoadBalancerAttributes = attributes;
    else Targets.Properties.TargetGroupAttributes = attributes;
  }).imitatedOtherwise;
  expect(told('routing.http.desync_mitigation_mode', 'strictest')).toEqual([
    'routing.http.desync_mitigation_mode = strictest of Balancer has no effect on this machine',
  ]);
  expect(told('routing.http.desync_mitigation_mode', 'defensive')).toEqual([]);
  expect(told('load_balancing.algorithm.anomaly_mitigation', 'on')).toEqual([
    'load_balancing.algorithm.anomaly_mitigation = on of Targets has no effect on this machine',
  ]);
  expect(told('routing.http.response.server.enabled', 'false')).toEqual([
    'routing.http.response.server.enabled = false of Listener has no effect on this machine',
  ]);
  expect(told('deregistration_delay.timeout_seconds', '5')).toEqual([]);
});

test('headers that a listener adds to responses', () => {
  const { loadBalancer, imitatedOtherwise } = settingsOf(({ Listener }) => {
    Listener.Properties.ListenerAttributes = Object.entries({
      'routing.http.response.strict_transport_security.header_value': 'max-age=300',
      'routing.http.response.access_control_allow_origin.header_value': '*',
      'routing.http.response.x_frame_options.header_value': '',
      'routing.http.response.server.enabled': 'true',
    }).map(([Key, Value]) => ({ Key, Value }));
  });
  expect(loadBalancer.responseHeaders).toEqual({ 'Strict-Transport-Security': 'max-age=300', 'Access-Control-Allow-Origin': '*' });
  expect(imitatedOtherwise).toEqual([]);
});

test('stickiness by the load balancer has its own duration, a day by default', () => {
  const stickiness = (...attributes: readonly (readonly [string, string])[]) => settingsOf(({ Targets }) => {
    Targets.Properties.TargetGroupAttributes = [['stickiness.enabled', 'true'], ...attributes].map(([Key, Value]) => ({ Key, Value }));
  }).targetGroup.stickiness;
  expect(stickiness()).toEqual({ durationSeconds: 86_400 });
  expect(stickiness(['stickiness.type', 'lb_cookie'], ['stickiness.lb_cookie.duration_seconds', '60'])).toEqual({ durationSeconds: 60 });
});

test('names everything that does not run locally', () => {
  expect(settingsOf().recordedOnly).toEqual([
    { logicalId: 'Vpc', resourceType: 'AWS::EC2::VPC' },
    { logicalId: 'SubnetA', resourceType: 'AWS::EC2::Subnet' },
    { logicalId: 'SubnetB', resourceType: 'AWS::EC2::Subnet' },
    { logicalId: 'Cpu', resourceType: 'AWS::CloudWatch::Alarm' },
  ]);
});

test('runs the listener that forwards, and only records one that redirects', () => {
  const { listener, recordedOnly } = settingsOf((resources) => {
    resources.Redirect = {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        ...resources.Listener.Properties,
        Port: 81,
        DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }],
      },
    };
  });
  expect(listener.port).toBe(80);
  expect(recordedOnly).toContainEqual({ logicalId: 'Redirect', resourceType: 'AWS::ElasticLoadBalancingV2::Listener' });
  expect(recordedOnly).not.toContainEqual(expect.objectContaining({ logicalId: 'Listener' }));
});

test('reads a zonal deployment configuration from the template', () => {
  const { deployment } = settingsOf((resources) => {
    resources.Config = {
      Type: 'AWS::CodeDeploy::DeploymentConfig',
      Properties: {
        MinimumHealthyHosts: { Type: 'FLEET_PERCENT', Value: 75 },
        ZonalConfig: { MonitorDurationInSeconds: 60, MinimumHealthyHostsPerZone: { Type: 'HOST_COUNT', Value: 1 } },
      },
    };
    resources.Group.Properties.DeploymentConfigName = { Ref: 'Config' };
  });
  expect(deployment.config).toMatchObject({
    minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 75 },
    zonal: { monitorDurationSeconds: 60, minimumHealthyHostsPerZone: { type: 'HOST_COUNT', value: 1 } },
  });
});

test('each subnet of an existing VPC counts as a zone', () => {
  const { fleet } = settingsOf(({ Fleet }) => {
    Fleet.Properties.VPCZoneIdentifier = ['subnet-1', 'subnet-2', 'subnet-3'];
  });
  expect(new Set(fleet.availabilityZones).size).toBe(3);
});

test('the fingerprint only changes with the settings that instances are launched from', () => {
  const fingerprint = (change?: Change): string => settingsOf(change).fleet.launchTemplateFingerprint;
  expect(fingerprint(({ Fleet }) => { Fleet.Properties.MaxSize = '9'; })).toBe(fingerprint());
  expect(fingerprint(({ LaunchTemplate }) => {
    LaunchTemplate.Properties.LaunchTemplateData = {
      InstanceType: 't3.large',
    };
  })).not.toBe(fingerprint());
});

test.each<[string, Change, RegExp]>([
  ['no deployment group', (resources) => { delete resources.Group; }, /has no matching AWS::CodeDeploy::DeploymentGroup/],
  [
    'a fleet of another kind',
    ({ Group }) => { Group.Properties.AutoScalingGroups = ['other']; },
    /only EC2 instances in an Auto Scaling group can run locally/,
  ],
  ['no listener', (resources) => { delete resources.Listener; }, /nothing forwards requests to Targets/],
  [
    'an unknown deployment configuration',
    ({ Group }) => { Group.Properties.DeploymentConfigName = 'Fast'; },
    /neither predefined .* nor in the template, got: Fast/,
  ],
  ['no environment file', ({ LaunchTemplate }) => { LaunchTemplate.Metadata = {}; }, /no metadata gostyle:instance/],
])('refuses %s', (_what, change, message) => {
  expect(readEnvironment(changedEnvironment(change))).toMatchObject({ status: 'error', messages: [expect.stringMatching(message) as string] });
});

test('settings are plain JSON, so that they can be stored between runs', () => {
  const stack = resolveEnvironment(environmentTemplate());
  expect(settingsOfEnvironment(JSON.parse(JSON.stringify(stack)) as typeof stack)).toEqual(settingsOfEnvironment(stack));
});
