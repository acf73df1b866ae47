import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { INDEX } from './log-delivery';
import { misuse } from '../core/misuse';

const FILES = join(__dirname, '..', '..', 'provisioning', 'open-search');
const CHANNEL = 'gostyle-alarms';
/** An update has the properties from before, too, each escaped twice, in one call of a Lambda function, which takes 1 MB. */
const MOST_BYTES = 200_000;

/** What a domain has inside. */
export interface SetUp {
  readonly environmentName: string;
  readonly searchableFor: Duration;
  readonly replicas: number;
  /** ARNs of the roles that write documents. */
  readonly writers: string[];
  /** ARNs of the roles of people who read. */
  readonly readers: string[];
  /** Files as OpenSearch Dashboards exports them. */
  readonly savedObjects: string[];
  /** Where alerts go; without it they are only shown. */
  readonly alerts?: { readonly topicArn: string; readonly roleArn: string };
}

/** One thing that is set up. The function that does so knows these kinds. */
export interface SetUpStep {
  readonly kind: 'put' | 'policy' | 'channel' | 'monitor' | 'savedObjects';
  readonly path?: string;
  readonly id?: string;
  readonly body: unknown;
}

/** In the order in which they depend on each other. */
export function setUpSteps(setUp: SetUp): SetUpStep[] {
  const { environmentName, searchableFor, replicas, writers, readers, savedObjects, alerts } = setUp;
  return [
    ...role('gostyle-writer', WRITER, writers),
    ...readers.length > 0 ? role('gostyle-reader', READER, readers) : [],
    { kind: 'policy', path: '/_plugins/_ism/policies/gostyle-logs', body: retention(`${searchableFor.toDays()}d`) },
    { kind: 'put', path: '/_index_template/gostyle-logs', body: indexTemplate(replicas) },
    ...alerts ? [{ kind: 'channel', id: CHANNEL, body: channel(environmentName, alerts) } as const] : [],
    ...jsonFiles('monitors').map((monitor) => ({ kind: 'monitor', body: withAction(monitor as Monitor, environmentName, alerts) } as const)),
    { kind: 'savedObjects', body: [ownSavedObjects(), ...savedObjects.map((file) => readFileSync(file, 'utf8').trim())].join('\n') },
  ];
}

/** Rejects files that are too large for a custom resource, and lines that are not JSON. */
export function requireSavedObjects(prop: string, files: string[]): void {
  let bytes = 0;
  files.forEach((file, index) => {
    const text = readFileSync(file, 'utf8');
    bytes += Buffer.byteLength(text);
    text.split('\n').forEach((line, lineIndex) => {
      if (line.trim() === '' || isSavedObject(line)) return;
      throw misuse(`${prop}[${index}]`, 'must have a saved object per line: a JSON object with a `type`, or the summary of the export',
        `${file}:${lineIndex + 1}`, 'export it again from OpenSearch Dashboards');
    });
  });
  if (bytes > MOST_BYTES) {
    throw misuse(prop, 'must have at most 200 KB in total', `${bytes} bytes`, 'import the others in OpenSearch Dashboards');
  }
}

/** What Firehose needs, as AWS lists it. */
const WRITER = {
  cluster_permissions: ['cluster_composite_ops', 'cluster_monitor'],
  index_permissions: [{ index_patterns: [`${INDEX}-*`], allowed_actions: ['create_index', 'manage', 'crud'] }],
};

/** Reads logs, and sees dashboards and alerts without changing them. */
const READER = {
  cluster_permissions: [
    'cluster_composite_ops_ro',
    // The same as the predefined role `alerting_read_access`, which would need a mapping of its own.
    ...['alerts/get', 'destination/get', 'monitor/get', 'monitor/search'].map((action) => `cluster:admin/opendistro/alerting/${action}`),
  ],
  index_permissions: [
    { index_patterns: [`${INDEX}-*`], allowed_actions: ['read', 'indices_monitor'] },
    { index_patterns: ['.kibana', '.kibana-*', '.kibana_*', '.opensearch_dashboards*'], allowed_actions: ['read'] },
  ],
  tenant_permissions: [{ tenant_patterns: ['global_tenant'], allowed_actions: ['kibana_all_read'] }],
};

function role(name: string, permissions: object, backendRoles: string[]): SetUpStep[] {
  return [
    { kind: 'put', path: `/_plugins/_security/api/roles/${name}`, body: permissions },
    { kind: 'put', path: `/_plugins/_security/api/rolesmapping/${name}`, body: { backend_roles: backendRoles } },
  ];
}

function retention(age: string): unknown {
  const file = json('retention-policy.json') as { policy: { states: { transitions: { conditions: object }[] }[] } };
  const [searchable, ...others] = file.policy.states;
  const states = [{ ...searchable, transitions: [{ ...searchable.transitions[0], conditions: { min_index_age: age } }] }, ...others];
  return { policy: { ...file.policy, states } };
}

function indexTemplate(replicas: number): unknown {
  const file = json('index-template.json') as { template: { settings: { index: object } } };
  const settings = { index: { ...file.template.settings.index, number_of_replicas: replicas } };
  return { ...file, template: { ...file.template, settings } };
}

function channel(environmentName: string, { topicArn, roleArn }: NonNullable<SetUp['alerts']>): unknown {
  return {
    config: {
      name: `alarms of ${environmentName}`,
      description: 'The topic for alarms of the environment',
      config_type: 'sns',
      is_enabled: true,
      sns: { topic_arn: topicArn, role_arn: roleArn },
    },
  };
}

interface Monitor {
  readonly name: string;
  readonly triggers: { readonly query_level_trigger: object }[];
}

/** At most one notification an hour, because one is enough to make somebody look. */
function withAction(monitor: Monitor, environmentName: string, alerts: SetUp['alerts']): unknown {
  const text = (source: string) => ({ source, lang: 'mustache' });
  const action = {
    name: 'notify',
    destination_id: CHANNEL,
    subject_template: text(`${environmentName}: {{ctx.monitor.name}}`),
    message_template: text(`${environmentName}: {{ctx.monitor.name}}: {{ctx.results.0.hits.total.value}} lines between {{ctx.periodStart}} and`
      + ' {{ctx.periodEnd}}; look at the saved search "Errors" or "Deployments" in OpenSearch Dashboards'),
    throttle_enabled: true,
    throttle: { value: 60, unit: 'MINUTES' },
  };
  const triggers = monitor.triggers.map(({ query_level_trigger: trigger }) => ({
    query_level_trigger: { ...trigger, actions: alerts ? [action] : [] },
  }));
  return { ...monitor, triggers };
}

/** Properties that OpenSearch Dashboards stores as JSON in a string; in our files they are objects, which can be read and compared. */
const KEPT_AS_TEXT = ['visState', 'uiStateJSON', 'panelsJSON', 'optionsJSON', 'searchSourceJSON'];

function ownSavedObjects(): string {
  return jsonFiles('saved-objects').map((object) => JSON.stringify(textual(object))).join('\n');
}

function textual(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textual);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [
    name, KEPT_AS_TEXT.includes(name) ? JSON.stringify(inner) : textual(inner),
  ]));
}

function jsonFiles(folder: string): unknown[] {
  return readdirSync(join(FILES, folder)).sort().map((file) => json(join(folder, file)));
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(FILES, file), 'utf8'));
}

function isSavedObject(line: string): boolean {
  try {
    const { type, id, exportedCount } = JSON.parse(line) as { type?: unknown; id?: unknown; exportedCount?: unknown } | null ?? {};
    return typeof type === 'string' && typeof id === 'string' || typeof exportedCount === 'number';
  } catch {
    return false;
  }
}
