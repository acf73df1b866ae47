import type { ApprovalState, EnvironmentState, ExecutionState, InstanceState, RunState, StageState, TrafficSample } from '../../src/model/run-state';

const COMMIT = {
  id: '4f1c2d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d',
  subject: 'feat: count visits',
  author: 'Ada',
  date: '2026-11-24T10:00:00Z',
  branch: 'main',
};
const OLD_REVISION = '9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b';

export const APPROVAL: ApprovalState = {
  id: 'approval-1',
  executionId: 'execution-2',
  environment: 'production',
  requestedAt: new Date(Date.now() - 30_000).toISOString(),
  expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  commit: COMMIT,
  changes: [
    {
      action: 'Modify',
      logicalId: 'FleetLaunchTemplate0A1B2C',
      resourceType: 'AWS::EC2::LaunchTemplate',
      replacement: 'False',
      details: ['UserData'],
      locally: 'Run',
    },
    { action: 'Add', logicalId: 'ErrorsAlarm9F8E', resourceType: 'AWS::CloudWatch::Alarm', replacement: 'N/A', details: [], locally: 'Run' },
    {
      action: 'Modify',
      logicalId: 'AccessLogs77',
      resourceType: 'AWS::S3::Bucket',
      replacement: 'True',
      details: ['BucketName'],
      locally: 'RecordedOnly',
    },
  ],
  diff: ' service/src/links.ts | 4 +++-\n-  visits: 0\n+  visits: visits + 1\n',
  testReport: { passed: 41, failed: 0, skipped: 0, files: ['reports/junit.xml'] },
};

export function sampleState(): RunState {
  return {
    pipeline: { name: 'Web', executionMode: 'QUEUED', source: '/home/me/my-app', branch: 'main' },
    executions: [execution('execution-2', 'WaitingForApproval'), execution('execution-1', 'Failed')],
    environments: [environment('staging', 2), environment('production', 3)],
    approvals: [APPROVAL],
    failure: {
      executionId: 'execution-1',
      time: new Date().toISOString(),
      stage: 'staging',
      environment: 'staging',
      instance: 'i-0a1b2c3d4e5f60718',
      title: 'ValidateService failed on the first instance',
      diagnostics: {
        errorCode: 'ScriptFailed',
        scriptName: 'deploy/validate.sh',
        message: 'Script at specified location: deploy/validate.sh failed with exit code 1',
        logTail: '',
      },
      lastLines: ['[stderr]health check answered 500 for 60 s', '[stderr]giving up'],
    },
  };
}

function execution(id: string, status: ExecutionState['status']): ExecutionState {
  const ended = status === 'Failed';
  return {
    id,
    status,
    trigger: 'Webhook',
    commit: ended ? { ...COMMIT, id: OLD_REVISION, subject: 'fix: health path' } : COMMIT,
    startedAt: new Date(Date.now() - 95_000).toISOString(),
    ...(ended && { seconds: 61.2, canRetry: true }),
    stages: [
      stage('Source', 'Succeeded', ['GitHub']),
      stage('Build', 'Succeeded', ['CodeBuild']),
      stage('UpdatePipeline', 'Succeeded', ['SelfUpdate']),
      stage('staging', ended ? 'Failed' : 'Succeeded', ['PrepareChangeSet', 'ExecuteChangeSet', 'Deploy']),
      stage('production', ended ? 'NotStarted' : 'WaitingForApproval', ['PrepareChangeSet', 'Approve', 'ExecuteChangeSet', 'Deploy']),
    ],
  };
}

function stage(name: string, status: StageState['status'], actions: readonly string[]): StageState {
  const done = status === 'Succeeded' || status === 'Failed';
  return {
    name,
    status,
    ...(status !== 'NotStarted' && { startedAt: new Date(Date.now() - 60_000).toISOString() }),
    ...(done && { seconds: 12.4 }),
    actions: actions.map((action) => ({ name: action, provider: 'CodeBuild', status: done ? status : 'NotStarted', ...(done && { seconds: 4.1 }) })),
  };
}

function environment(name: string, instances: number): EnvironmentState {
  return {
    name,
    url: 'http://127.0.0.1:8081',
    revision: OLD_REVISION,
    hostKind: 'instance',
    ...name === 'production' && { rollbackTo: { ...COMMIT, id: '1b0c9d8e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d', subject: 'fix: health path' } },
    instances: Array.from({ length: instances }, (_, index) => instance(index)),
    panels: [
      { id: 'Database', title: 'PostgreSQL 16.4', status: 'Running', address: '127.0.0.1:15432', facts: [{ label: 'Engine', value: 'postgres' }] },
    ],
    deployment: {
      id: 'd-8FK2LQ0AB',
      creator: 'user',
      revision: COMMIT.id,
      status: 'InProgress',
      startedAt: new Date(Date.now() - 20_000).toISOString(),
      ...name === 'production' && { shiftedPercent: 10 },
    },
    statistics: {
      requests: 5120,
      target2xx: 5000,
      target3xx: 120,
      target4xx: 0,
      target5xx: 0,
      elb502: 1,
      elb503: 0,
      elb504: 0,
      elb4xx: 0,
      clientClosed: 0,
      p50Ms: 2.1,
      p99Ms: 8.7,
      recentErrors: [
        { time: new Date().toISOString(), status: 502, target: 'i-0a1b2c3d4e5f60718', cause: 'the target closed the connection before it answered' },
      ],
    },
    load: { rate: 100, requests: 5120, dropped: 0, p50Ms: 2.1, p99Ms: 8.7, sent: { 'GET /health': 5120 } },
    traffic: Array.from({ length: 60 }, (_, index) => sample(index)),
    recordedOnly: [{ logicalId: 'VpcFlowLog', resourceType: 'AWS::EC2::FlowLog' }],
  };
}

function instance(index: number): InstanceState {
  const states = ['healthy', 'draining', 'initial'] as const;
  return {
    id: `i-0a1b2c3d4e5f6071${index}`,
    availabilityZone: `eu-west-1${'abc'[index]}`,
    lifecycle: 'InService',
    inService: true,
    target: states[index],
    revision: index === 0 ? OLD_REVISION : COMMIT.id,
    port: 40_000 + index,
    inFlight: index,
    requests: 1_700 + index,
    ...(index < 2 && { memoryBytes: (61 + index) * 2 ** 20 }),
    ...(index > 0 && { event: { name: index === 1 ? 'BlockTraffic' : 'ValidateService', status: 'InProgress' as const } }),
  };
}

function sample(index: number): TrafficSample {
  return {
    time: new Date(Date.now() - (60 - index) * 1000).toISOString(),
    requests: 95 + (index % 7),
    dropped: index === 41 ? 2 : 0,
    p50Ms: 2,
    p99Ms: 6 + (index % 5),
  };
}
