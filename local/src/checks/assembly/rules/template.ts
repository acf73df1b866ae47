import { at, entriesOf, isList, listAt, stringAt, type Json } from '../../../assembly/json';
import type { Rule } from '../rule';
import { referencesIn, type TemplateGraph } from '../template-graph';
import { functionsIn, templateRule } from '../template-parts';

const FUNCTIONS = [
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Length',
  'Fn::Not',
  'Fn::Or',
  'Fn::RefAll',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Fn::ToJsonString',
  'Fn::Transform',
  'Fn::ValueOf',
  'Fn::ValueOfAll',
];
/** Functions whose argument is a list of a known length. */
const LENGTHS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'Fn::Equals': [2, 2],
  'Fn::FindInMap': [3, 4],
  'Fn::If': [3, 3],
  'Fn::Join': [2, 2],
  'Fn::Not': [1, 1],
  'Fn::Select': [2, 2],
  'Fn::Split': [2, 2],
  'Fn::Cidr': [2, 3],
};
const PSEUDO = ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
  (name) => `AWS::${name}`,
);

/** Every template: names that lead nowhere, and functions that are none. */
export const TEMPLATE_RULES: readonly Rule[] = [
  templateRule('template.reference', function* ({ graph }, { owner, path, value }) {
    const { parameters } = graph.template;
    for (const name of referencesIn(value)) {
      if (graph.node(name) || Object.hasOwn(parameters, name) || PSEUDO.includes(name)) continue;
      yield {
        logicalId: owner,
        path,
        message: 'neither a resource nor a parameter of the template has this name',
        value: name,
        fix: 'correct the name',
      };
    }
  }),

  templateRule('template.condition', function* ({ graph }, { owner, path, value }) {
    for (const name of conditionsIn(value)) {
      if (!Object.hasOwn(graph.template.conditions, name)) {
        yield {
          logicalId: owner,
          path,
          message: 'the template has no such condition',
          value: name,
          fix: 'correct the name',
        };
      }
    }
  }),

  templateRule('template.mapping', function* ({ graph }, { owner, path, value }) {
    for (const [name, argument] of functionsIn(value)) {
      const map = name === 'Fn::FindInMap' ? listAt(argument)[0] : undefined;
      if (typeof map === 'string' && !Object.hasOwn(graph.template.mappings, map)) {
        yield {
          logicalId: owner,
          path,
          message: 'the template has no such mapping',
          value: map,
          fix: 'correct the name',
        };
      }
    }
  }),

  templateRule('template.function', function* (_subject, { owner, path, value }) {
    for (const [name, argument] of functionsIn(value)) {
      const range = Object.hasOwn(LENGTHS, name) ? LENGTHS[name] : undefined;
      if (name !== 'Ref' && !FUNCTIONS.includes(name) && !name.startsWith('Fn::ForEach::')) {
        yield { logicalId: owner, path, message: 'no such intrinsic function', value: name, fix: `use one of ${FUNCTIONS.join(', ')}` };
      } else if (range && (!isList(argument) || argument.length < range[0] || argument.length > range[1])) {
        yield {
          logicalId: owner,
          path,
          message: `${name} takes ${range[0] === range[1] ? range[0] : range.join(' to ')} arguments`,
          value: argument,
          fix: 'correct them',
        };
      }
    }
  }),

  templateRule('template.token', function* (_subject, { owner, path, value }) {
    const token = /\$\{Token\[[^\]]*\]\}/.exec(JSON.stringify(value ?? null));
    if (token) {
      yield {
        logicalId: owner,
        path,
        message: 'a token of the CDK was not resolved',
        value: token[0],
        fix: 'do not put it through JSON.stringify; use stack.toJsonString',
      };
    }
  }),

  {
    id: 'template.depends-on',
    severity: 'error',
    *check({ graph }) {
      for (const { logicalId, dependsOn } of graph.nodes) {
        for (const id of dependsOn) {
          if (id === logicalId) {
            yield { logicalId, path: 'DependsOn', message: 'a resource must not depend on itself', value: id, fix: 'remove it' };
          } else if (!graph.node(id)) {
            yield { logicalId, path: 'DependsOn', message: 'no resource of the template has this name', value: id, fix: 'correct the name' };
          }
        }
      }
    },
  },

  {
    id: 'template.cycle',
    severity: 'error',
    *check({ graph }) {
      const cycle = findCycle(graph);
      if (cycle) {
        yield {
          logicalId: cycle[0],
          message: 'resources must not depend on each other in a circle',
          value: [...cycle, cycle[0]].join(' -> '),
          fix: 'take one of the references out',
        };
      }
    },
  },

  {
    id: 'template.resource-type',
    severity: 'error',
    *check({ graph }) {
      for (const { logicalId, type } of graph.nodes) {
        const name = type.startsWith('AWS::')
          ? /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+(::MODULE)?$/
          : /^[A-Za-z0-9]+::[A-Za-z0-9@_-]+(::[A-Za-z0-9]+)*$/;
        if (!name.test(type)) {
          yield {
            logicalId,
            path: 'Type',
            message: 'must be the name of a resource type',
            value: type,
            fix: 'write e.g. AWS::S3::Bucket',
          };
        }
      }
    },
  },

  {
    id: 'template.parameter',
    severity: 'error',
    *check({ graph }) {
      for (const [name, parameter] of Object.entries(graph.template.parameters)) {
        const path = `Parameters.${name}`;
        if (stringAt(parameter, 'Type') === undefined) {
          yield {
            logicalId: name,
            path,
            message: 'a parameter must have a type',
            fix: 'write String',
          };
        }
        const allowed = listAt(parameter, 'AllowedValues').map(String);
        const value = at(parameter, 'Default');
        if (value !== undefined && allowed.length > 0 && !allowed.includes(String(value))) {
          yield {
            logicalId: name,
            path: `${path}.Default`,
            message: `must be one of ${allowed.join(', ')}`,
            value,
            fix: 'name one of them',
          };
        }
      }
    },
  },

  {
    id: 'template.logical-id',
    severity: 'error',
    *check({ graph }) {
      const { resources, parameters, outputs } = graph.template;
      for (const id of [resources, parameters, outputs].flatMap((section) => Object.keys(section))) {
        if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
          yield {
            logicalId: id,
            message: 'a logical id must be letters and digits',
            value: id,
            fix: 'rename it',
          };
        }
      }
    },
  },

  {
    id: 'template.policies',
    severity: 'error',
    *check({ graph }) {
      for (const node of graph.nodes) {
        for (const [key, value] of [
          ['DeletionPolicy', node.deletionPolicy],
          ['UpdateReplacePolicy', node.updateReplacePolicy],
        ] as const) {
          if (value !== undefined && !['Delete', 'Retain', 'Snapshot', 'RetainExceptOnCreate'].includes(value)) {
            yield {
              logicalId: node.logicalId,
              path: key,
              message: 'must be Delete, Retain, Snapshot or RetainExceptOnCreate',
              value,
              fix: 'write Retain',
            };
          }
        }
      }
    },
  },
];

/** Names of conditions, where a name is meant: the first argument of `Fn::If`, and `{"Condition": name}` inside of a condition. */
function* conditionsIn(value: Json | undefined): Iterable<string> {
  for (const [name, argument] of functionsIn(value)) {
    const [first] = listAt(argument);
    if (name === 'Fn::If' && typeof first === 'string') yield first;
    if (!['Fn::And', 'Fn::Or', 'Fn::Not'].includes(name)) continue;
    for (const operand of listAt(argument)) {
      const named = entriesOf(operand).length === 1 ? stringAt(operand, 'Condition') : undefined;
      if (named !== undefined) yield named;
    }
  }
}

function findCycle(graph: TemplateGraph): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const edges = new Map(
    graph.nodes.map(({ logicalId, properties, dependsOn }) => [
      logicalId,
      [...referencesIn(properties), ...dependsOn.filter((id) => id !== logicalId)].filter((id) => graph.node(id)),
    ]),
  );
  const visit = (id: string): string[] | undefined => {
    if (way.includes(id)) return way.slice(way.indexOf(id));
    if (done.has(id)) return undefined;
    way.push(id);
    for (const next of edges.get(id) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    way.pop();
    done.add(id);
    return undefined;
  };
  for (const { logicalId } of graph.nodes) {
    const cycle = visit(logicalId);
    if (cycle) return cycle;
  }
  return undefined;
}
