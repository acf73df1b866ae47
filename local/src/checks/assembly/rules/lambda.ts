import { at, entriesOf, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const FUNCTION = 'AWS::Lambda::Function';
const MOST_MEMORY = 10_240;
/** Set by Lambda itself. */
const GIVEN_VARIABLES =
  /^(AWS_|LAMBDA_|_HANDLER$|_X_AMZN_TRACE_ID$|TZ$|LANG$|PATH$|LD_LIBRARY_PATH$|NODE_PATH$|NODE_OPTIONS$|PYTHONPATH$|NODE_ENV$)/;

/** Functions of a pipeline or an environment, and who may invoke them. */
export const LAMBDA_RULES: readonly Rule[] = [
  resourceRule('lambda.code', FUNCTION, lambdaCode),
  resourceRule('lambda.handler', FUNCTION, lambdaHandler),
  resourceRule('lambda.variables', FUNCTION, lambdaVariables, 'warning'),
  resourceRule('lambda.limits', FUNCTION, limits),
  resourceRule('lambda.role', FUNCTION, role),
  resourceRule('lambda.permission', 'AWS::Lambda::Permission', permission),
];

function* lambdaCode({ properties }: Node): Iterable<ResourceProblem> {
  if (stringAt(properties, 'PackageType') === 'Image') return;
  for (const key of ['Handler', 'Runtime']) {
    if (properties[key] === undefined) {
      yield {
        path: `Properties.${key}`,
        message: 'a function with a zip archive or inline code must set this',
        fix: key === 'Handler' ? 'write e.g. index.handler' : 'write e.g. nodejs24.x',
      };
    }
  }
  const code = at(properties, 'Code');
  if (entriesOf(code).length === 0) {
    yield {
      path: 'Properties.Code',
      message: 'a function must have code',
      fix: 'set ZipFile, S3Bucket and S3Key, or ImageUri',
    };
  }
  if (typeof at(code, 'ZipFile') === 'string' && textOf(at(code, 'ZipFile')).trim() === '') {
    yield {
      path: 'Properties.Code.ZipFile',
      message: 'must not be empty',
      fix: 'write the code',
    };
  }
  if ((at(code, 'S3Bucket') === undefined) !== (at(code, 'S3Key') === undefined)) {
    yield {
      path: 'Properties.Code',
      message: 'S3Bucket and S3Key belong together',
      fix: 'set both',
    };
  }
}

function* lambdaHandler({ properties }: Node): Iterable<ResourceProblem> {
  const [handler, code] = [stringAt(properties, 'Handler'), stringAt(properties, 'Code', 'ZipFile')];
  if (handler === undefined || code === undefined || code.trim() === '') return;
  const [file, name] = handler.split('.');
  if (file !== 'index' || name === undefined) {
    yield { path: 'Properties.Handler', message: 'inline code is the module index', value: handler, fix: `write index.${name ?? 'handler'}` };
  } else if (!defines(code, name)) {
    yield { path: 'Properties.Handler', message: `the inline code has no ${name}`, value: handler, fix: 'name the function that it exports' };
  }
}

function* lambdaVariables({ properties }: Node): Iterable<ResourceProblem> {
  const code = stringAt(properties, 'Code', 'ZipFile') ?? '';
  const variables = at(properties, 'Environment', 'Variables');
  const set = new Set(entriesOf(variables).map(([name]) => name));
  const used = new Set(
    [...code.matchAll(/process\.env\.([A-Za-z_]\w*)|os\.environ\[['"]([A-Za-z_]\w*)['"]\]/g)].map(([, node, python]) => node ?? python),
  );
  for (const name of used) {
    if (!set.has(name) && !GIVEN_VARIABLES.test(name)) {
      yield {
        path: 'Properties.Environment.Variables',
        message: `the inline code reads ${name}, which is not set`,
        value: [...set].join(', '),
        fix: `set ${name}`,
      };
    }
  }
  for (const name of set) {
    if (/^AWS_(REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_(?!EXEC_WRAPPER$).*|EXECUTION_ENV)$/.test(name)) {
      yield {
        path: `Properties.Environment.Variables.${name}`,
        message: 'the name is reserved',
        value: name,
        fix: 'rename it',
      };
    }
  }
}

function* limits({ properties }: Node): Iterable<ResourceProblem> {
  const memory = numberAt(properties, 'MemorySize');
  if (memory === undefined || memory <= MOST_MEMORY) return;
  yield { path: 'Properties.MemorySize', message: `must be at most ${MOST_MEMORY} MB`, value: memory, fix: 'choose a smaller value' };
}

function* role({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const node = graph.follow(properties.Role);
  if (node && node.type !== 'AWS::IAM::Role') {
    yield {
      path: 'Properties.Role',
      message: `must be the ARN of a role, and ${node.logicalId} is a ${node.type}`,
      value: properties.Role,
      fix: 'name a role',
    };
  }
  const group = graph.follow(at(properties, 'LoggingConfig', 'LogGroup'));
  if (group && group.type !== 'AWS::Logs::LogGroup') {
    yield {
      path: 'Properties.LoggingConfig.LogGroup',
      message: `must be a log group, and ${group.logicalId} is a ${group.type}`,
      value: at(properties, 'LoggingConfig', 'LogGroup'),
      fix: 'name a log group',
    };
  }
}

function* permission({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const action = stringAt(properties, 'Action');
  if (action !== undefined && !/^lambda:(InvokeFunction|InvokeFunctionUrl|InvokeAsync|GetFunction)$/.test(action)) {
    yield {
      path: 'Properties.Action',
      message: 'must be lambda:InvokeFunction',
      value: action,
      fix: 'write lambda:InvokeFunction',
    };
  }
  const principal = textOf(properties.Principal);
  if (principal === '*' && properties.PrincipalOrgID === undefined) {
    yield {
      path: 'Properties.Principal',
      message: 'must not allow everyone',
      value: '*',
      fix: 'name the service that invokes it',
      severity: 'warning',
    };
  }
  const service = /^[a-z]/.test(principal) && !principal.startsWith('arn:');
  if (service && !/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal)) {
    yield {
      path: 'Properties.Principal',
      message: 'must be a service, an account or an ARN',
      value: principal,
      fix: 'write e.g. events.amazonaws.com',
    };
  }
  if (service && properties.SourceArn === undefined && properties.SourceAccount === undefined) {
    yield {
      path: 'Properties.SourceArn',
      message: `${principal} could invoke it on behalf of any account`,
      fix: 'name the rule, topic or bucket that invokes it',
      severity: 'warning',
    };
  }
  const node = graph.follow(properties.FunctionName);
  if (node && !/^AWS::Lambda::(Function|Alias|Version)$/.test(node.type)) {
    yield {
      path: 'Properties.FunctionName',
      message: `must be a function, and ${node.logicalId} is a ${node.type}`,
      value: properties.FunctionName,
      fix: 'name a function',
    };
  }
}

/** Whether inline Node.js or Python code defines the handler. */
function defines(code: string, name: string): boolean {
  const escaped = name.replace(/[^\w]/g, '\\$&');
  return new RegExp(
    `(^|[^\\w])(exports\\.${escaped}\\s*=|export\\s+(async\\s+)?(const|function)\\s+${escaped}\\b` +
      `|def\\s+${escaped}\\s*\\(|exports\\s*=\\s*\\{[^}]*\\b${escaped}\\b)`,
  ).test(code);
}
