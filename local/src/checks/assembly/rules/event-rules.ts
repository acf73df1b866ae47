import { at, entriesOf, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { actionsOf, PIPELINE } from '../action-view';
import { statementsOf } from '../iam-view';
import { resourceRule, type Rule, type Subject, type ResourceProblem } from '../rule';
import { similarTo } from '../similar';
import type { Node, TemplateGraph } from '../template-graph';

const RULE = 'AWS::Events::Rule';
const FUNCTION = 'AWS::Lambda::Function';
const TOPIC = 'AWS::SNS::Topic';

interface EventKind {
  readonly source: string;
  /** Possible values of `detail.state`. */
  readonly states: readonly string[];
}

const EXECUTION_STATES = ['CANCELED', 'FAILED', 'RESUMED', 'STARTED', 'STOPPED', 'STOPPING', 'SUCCEEDED', 'SUPERSEDED'];
const DEPLOYMENT_STATES = ['START', 'SUCCESS', 'FAILURE', 'STOP', 'READY'];
/**
 * Events of deployment services, by `detail-type`. @see
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
const KINDS: Readonly<Record<string, EventKind>> = {
  'CodePipeline Pipeline Execution State Change': { source: 'aws.codepipeline', states: EXECUTION_STATES },
  'CodePipeline Stage Execution State Change': { source: 'aws.codepipeline', states: EXECUTION_STATES },
  'CodePipeline Action Execution State Change': {
    source: 'aws.codepipeline',
    states: ['ABANDONED', 'CANCELED', 'FAILED', 'STARTED', 'SUCCEEDED'],
  },
  'CodeDeploy Deployment State-change Notification': { source: 'aws.codedeploy', states: DEPLOYMENT_STATES },
  'CodeDeploy Instance State-change Notification': { source: 'aws.codedeploy', states: DEPLOYMENT_STATES },
};
/** Fields of every event, and the additional keywords of patterns. */
const ENVELOPE = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail', 'replay-name', '$or'];
const DELIVERING = ['aws.codepipeline', 'aws.codedeploy'];

/** EventBridge rules: a pattern that never matches, or a target that must not be invoked, fails silently. */
export const EVENT_RULES: readonly Rule[] = [
  resourceRule('events.pattern', RULE, pattern),
  resourceRule('events.kind', RULE, eventsKind),
  resourceRule('events.state', RULE, state),
  resourceRule('events.name', RULE, eventsName, 'warning'),
  resourceRule('events.targets', RULE, eventsTargets),
  resourceRule('events.target-permission', RULE, targetPermission),
];

function* pattern({ properties }: Node): Iterable<ResourceProblem> {
  for (const key of isObject(properties.EventPattern) ? Object.keys(properties.EventPattern) : []) {
    if (ENVELOPE.includes(key) || key.startsWith('Fn::') || key === 'Ref') continue;
    yield {
      path: `Properties.EventPattern.${key}`,
      message: 'no event has such a field, so the rule never matches',
      value: key,
      fix: `write ${similarTo(key, ENVELOPE) ?? `one of ${ENVELOPE.join(', ')}`}`,
    };
  }
  for (const [key, value] of leavesOf(properties.EventPattern)) {
    if (!isList(value) || value.length > 0) continue;
    yield { path: `Properties.EventPattern.${key}`, message: 'an empty list matches nothing', fix: 'list the values, or remove the key' };
  }
}

function* eventsKind({ properties }: Node): Iterable<ResourceProblem> {
  const sources = literals(at(properties, 'EventPattern', 'source'));
  for (const kind of literals(at(properties, 'EventPattern', 'detail-type'))) {
    const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    if (known && sources.length > 0 && !sources.includes(known.source)) {
      yield {
        path: 'Properties.EventPattern.source',
        message: `"${kind}" comes from ${known.source}`,
        value: sources.join(', '),
        fix: `write ${known.source}`,
      };
    }
    const delivering = sources.length === 0 || sources.some((source) => DELIVERING.includes(source));
    const meant = known ? undefined : similarTo(kind, Object.keys(KINDS));
    if (!known && (meant !== undefined || (sources.length > 0 && delivering && /^Code(Pipeline|Deploy) .*State/.test(kind)))) {
      yield {
        path: 'Properties.EventPattern.detail-type',
        message: 'no service sends such an event',
        value: kind,
        fix: `write ${meant ?? `one of ${Object.keys(KINDS).join(', ')}`}`,
      };
    }
  }
  for (const source of sources) {
    const meant = DELIVERING.includes(source) ? undefined : similarTo(source, DELIVERING);
    if (meant !== undefined) {
      yield {
        path: 'Properties.EventPattern.source',
        message: 'no service has this name',
        value: source,
        fix: `write ${meant}`,
      };
    }
  }
}

function* state({ properties }: Node): Iterable<ResourceProblem> {
  const kinds = literals(at(properties, 'EventPattern', 'detail-type')).flatMap((kind) => (Object.hasOwn(KINDS, kind) ? KINDS[kind] : []));
  if (kinds.length === 0) return;
  for (const [path, value] of detailValues(properties, 'state')) {
    if (kinds.some(({ states }) => states.includes(value))) continue;
    yield { path, message: `these events have the states ${kinds[0].states.join(', ')}`, value, fix: 'write one of them' };
  }
}

function* eventsName({ properties }: Node, subject: Subject): Iterable<ResourceProblem> {
  const names: readonly (readonly [key: string, what: string, known: readonly string[]])[] = [
    ['pipeline', 'pipeline', namesOf(subject, PIPELINE, 'Name')],
    ['stage', 'stage', stageNames(subject)],
    ['action', 'action', actionNames(subject)],
    ['application', 'CodeDeploy application', namesOf(subject, 'AWS::CodeDeploy::Application', 'ApplicationName')],
    ['deploymentGroup', 'deployment group', namesOf(subject, 'AWS::CodeDeploy::DeploymentGroup', 'DeploymentGroupName')],
  ];
  if (!literals(at(properties, 'EventPattern', 'source')).some((source) => DELIVERING.includes(source))) return;
  for (const [key, what, known] of names) {
    if (known.length === 0) continue;
    for (const [path, value] of detailValues(properties, key)) {
      if (!known.includes(value)) {
        yield {
          path,
          message: `the assembly has no ${what} of this name`,
          value,
          fix: `write one of ${known.join(', ')}`,
        };
      }
    }
  }
}

function* eventsTargets(rule: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const targets = listAt(rule.properties, 'Targets');
  const counted = graph.ofType('AWS::CloudWatch::Alarm').some(({ properties }) => graph.mentioned(properties.Dimensions).includes(rule));
  if (rule.properties.Targets === undefined && !counted) {
    yield {
      path: 'Properties.Targets',
      message: 'the rule does nothing: it has no target, and no alarm counts it',
      fix: 'add a target',
      severity: 'warning',
    };
  }
  if (isList(rule.properties.Targets) && targets.length === 0) {
    yield {
      path: 'Properties.Targets',
      message: 'must not be an empty list',
      fix: 'add a target',
    };
  }
  const ids = targets.map((target) => textOf(at(target, 'Id')));
  if (new Set(ids).size < ids.length) {
    yield {
      path: 'Properties.Targets',
      message: 'two targets must not have the same Id',
      value: ids.join(', '),
      fix: 'rename one of them',
    };
  }
  if (rule.properties.State === 'DISABLED') {
    yield {
      path: 'Properties.State',
      message: 'a disabled rule does nothing',
      value: 'DISABLED',
      fix: 'remove State',
      severity: 'warning',
    };
  }
}

function* targetPermission(rule: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const [index, target] of listAt(rule.properties, 'Targets').entries()) {
    const node = graph.follow(at(target, 'Arn'));
    const path = `Properties.Targets[${index}].Arn`;
    if (node?.type === FUNCTION && !mayInvoke(graph, rule, node)) {
      yield {
        path,
        message: `the rule may not call ${node.logicalId}`,
        value: at(target, 'Arn'),
        fix: 'add an AWS::Lambda::Permission for events.amazonaws.com with the rule as SourceArn',
      };
    }
    if (node?.type === TOPIC && !mayPublish(graph, node)) {
      yield {
        path,
        message: `the rule may not publish to ${node.logicalId}`,
        value: at(target, 'Arn'),
        fix: 'allow sns:Publish to events.amazonaws.com in its AWS::SNS::TopicPolicy',
      };
    }
    if (node?.type === PIPELINE && at(target, 'RoleArn') === undefined) {
      yield {
        path,
        message: `starting ${node.logicalId} needs a role`,
        fix: 'set RoleArn',
      };
    }
  }
}

/** The keys of a pattern whose values are matched, including those inside `$or` and the like. */
function* leavesOf(value: Json | undefined, path = ''): Iterable<[string, Json]> {
  for (const [key, child] of entriesOf(value)) {
    const here = path ? `${path}.${key}` : key;
    if (isIntrinsic(value)) return;
    if (key === '$or') for (const each of listAt(child)) yield* leavesOf(each, here);
    else if (isObject(child)) yield* leavesOf(child, here);
    else yield [here, child];
  }
}

function isIntrinsic(value: Json | undefined): boolean {
  const keys = entriesOf(value).map(([key]) => key);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

function literals(value: Json | undefined): string[] {
  return isList(value) ? value.filter((each) => typeof each === 'string') : [];
}

function detailValues(properties: JsonObject, wanted: string): [path: string, value: string][] {
  return [...leavesOf(at(properties, 'EventPattern', 'detail'))]
    .filter(([key]) => key.split('.').pop() === wanted)
    .flatMap(([key, value]) => literals(value).map((each): [string, string] => [`Properties.EventPattern.detail.${key}`, each]));
}

/** Names of all resources of a type; empty if one of them is not known before deployment. */
function namesOf({ graphs }: Subject, type: string, key: string): string[] {
  const values = graphs.flatMap((graph) => graph.ofType(type).map(({ properties }) => stringAt(properties, key)));
  return values.some((value) => value === undefined) ? [] : values.filter((value) => value !== undefined);
}

function stageNames({ graphs }: Subject): string[] {
  return graphs
    .flatMap((graph) => graph.ofType(PIPELINE))
    .flatMap(({ properties }) => listAt(properties, 'Stages'))
    .map((stage) => textOf(at(stage, 'Name')));
}

function actionNames({ graphs }: Subject): string[] {
  return graphs
    .flatMap((graph) => graph.ofType(PIPELINE))
    .flatMap(actionsOf)
    .map(({ name }) => name);
}

function mayInvoke(graph: TemplateGraph, rule: Node, target: Node): boolean {
  return graph
    .ofType('AWS::Lambda::Permission')
    .some(
      ({ properties }) =>
        (graph.named(properties.FunctionName, FUNCTION, 'FunctionName') === target || graph.isOpen(properties.FunctionName)) &&
        (textOf(properties.Principal) === 'events.amazonaws.com' || graph.isOpen(properties.Principal)) &&
        (properties.SourceArn === undefined || !graph.follow(properties.SourceArn) || graph.follow(properties.SourceArn) === rule),
    );
}

function mayPublish(graph: TemplateGraph, topic: Node): boolean {
  return graph
    .ofType('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => listAt(properties, 'Topics').some((each) => graph.follow(each) === topic))
    .flatMap((policy) => statementsOf(policy, policy.properties.PolicyDocument, ''))
    .some(
      ({ allow, principal, actions }) =>
        allow &&
        textOf(at(principal, 'Service')).includes('events.amazonaws.com') &&
        actions.some((action) => /^sns:(Publish|\*)$/i.test(action)),
    );
}
