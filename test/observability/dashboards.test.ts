import { Environment } from '../../src';
import { only, text } from '../helpers/resources';
import { environmentTemplate, pipelineTemplate } from '../helpers/web-pipeline';

interface Widget { readonly type: string; readonly properties: { readonly title?: string; readonly metrics?: unknown[] } }
const widgetsOf = (template: Parameters<typeof only>[0]): Widget[] =>
  (JSON.parse(text(only(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody)) as { widgets: Widget[] }).widgets;
const titles = (template: Parameters<typeof only>[0]) => widgetsOf(template).map(({ properties }) => properties.title);

test('shows the alarms of an environment, its load, and each alarm with its threshold', () => {
  expect(titles(environmentTemplate(Environment.named('staging')))).toEqual([
    'Alarms', 'Requests', 'Hosts', 'ApplicationErrors', 'LoadBalancerErrors', 'Latency', 'UnhealthyHosts', 'FailedDeployments',
  ]);
});

test('an environment can have no dashboard', () => {
  environmentTemplate(Environment.named('staging', { dashboard: false })).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('the delivery dashboard shows the four DORA metrics of production', () => {
  expect(titles(pipelineTemplate())).toEqual([
    'production: the last week',
    'production: Deployments a week', 'production: Lead time (s)', 'production: Change failure rate (%)', 'production: Time to restore (s)',
  ]);
});

test('the failure rate counts what the function measures', () => {
  const metrics = JSON.stringify(widgetsOf(pipelineTemplate()));
  for (const name of ['Deployments', 'FailedDeployments', 'LeadTime', 'TimeToRestore']) {
    expect(metrics).toContain(JSON.stringify(['GoStyle/Delivery', name, 'Environment', 'production', 'Pipeline', 'Web']).slice(0, -1));
  }
});
