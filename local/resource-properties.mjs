// Writes which properties the resource types of this project have, as the aws-cdk-lib that is installed knows them:
// local/src/checks/assembly/resource-properties.json. To be run after an update of aws-cdk-lib; a test says when.
// A type is written s, n, b (text, number, truth), o (anything), or the name of another entry; [x] is a list, {x} a map;
// ! says that it is required. TYPE.attributes is what Fn::GetAtt gives.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  'autoscaling': ['AutoScalingGroup', 'LifecycleHook', 'ScalingPolicy', 'ScheduledAction'],
  'cloudwatch': ['Alarm', 'CompositeAlarm', 'Dashboard'],
  'codebuild': ['Project'],
  'codedeploy': ['Application', 'DeploymentConfig', 'DeploymentGroup'],
  'codepipeline': ['Pipeline'],
  'codeconnections': ['Connection'],
  'ec2': ['EIP', 'FlowLog', 'InternetGateway', 'LaunchTemplate', 'NatGateway', 'Route', 'RouteTable', 'SecurityGroup', 'SecurityGroupEgress', 'SecurityGroupIngress', 'Subnet', 'SubnetRouteTableAssociation', 'VPC', 'VPCEndpoint', 'VPCGatewayAttachment'],
  'elasticloadbalancingv2': ['Listener', 'ListenerCertificate', 'ListenerRule', 'LoadBalancer', 'TargetGroup'],
  'events': ['Rule'],
  'iam': ['InstanceProfile', 'ManagedPolicy', 'Policy', 'Role'],
  'kms': ['Alias', 'Key'],
  'lambda': ['Function', 'Permission'],
  'logs': ['LogGroup', 'MetricFilter'],
  'route53': ['RecordSet'],
  's3': ['Bucket', 'BucketPolicy'],
  'sns': ['Subscription', 'Topic', 'TopicPolicy'],
  'ssm': ['Parameter'],
};
const SCALARS = { stringToCloudFormation: 's', numberToCloudFormation: 'n', booleanToCloudFormation: 'b', dateToCloudFormation: 's' };

export function resourceProperties() {
  const library = dirname(createRequire(import.meta.url).resolve('aws-cdk-lib/package.json'));
  const table = {};
  for (const [module, names] of Object.entries(TYPES)) {
    const code = readFileSync(join(library, `aws-${module}/lib/${module}.generated.js`), 'utf8');
    const structs = readStructs(code);
    for (const name of names) {
      const type = new RegExp(`Cfn${name}[^;]{0,400}?CFN_RESOURCE_TYPE_NAME="(AWS::\\w+::${name})"`).exec(code)?.[1] ?? typeNamed(code, name);
      keep(table, structs, `${name}Props`, type);
      table[`${type}.attributes`] = attributesOf(code, type);
    }
  }
  return table;
}

function typeNamed(code, name) {
  const found = new RegExp(`"(AWS::\\w+::${name})"`).exec(code);
  if (!found) throw new Error(`aws-cdk-lib has no ${name}`);
  return found[1];
}

/** What `Fn::GetAtt` gives: the class of a resource has a getter for each. */
function attributesOf(code, type) {
  const start = code.indexOf(`CFN_RESOURCE_TYPE_NAME="${type}"`);
  const end = code.indexOf('CFN_RESOURCE_TYPE_NAME=', start + 1);
  const body = code.slice(start, end < 0 ? undefined : end);
  return Object.fromEntries([...body.matchAll(/this\.getAtt\("([\w.]+)"/g)].map(([, name]) => [name, 's']));
}

function keep(table, structs, struct, key = struct) {
  if (table[key]) return;
  const properties = structs.get(struct);
  if (!properties) throw new Error(`aws-cdk-lib has no ${struct}`);
  table[key] = properties;
  for (const type of Object.values(properties)) {
    const [inner] = /[A-Za-z]\w{2,}/.exec(type) ?? [];
    if (inner) keep(table, structs, inner);
  }
}

function readStructs(code) {
  const structs = new Map();
  for (const [, name, body] of code.matchAll(/function convertCfn(\w+)ToCloudFormation\(properties\)\{return[^{]*\{([^}]*)\}/g)) {
    const validator = code.indexOf(`function Cfn${name}Validator(`);
    const checks = code.slice(validator, code.indexOf('errors.wrap(', validator));
    const required = new Set([...checks.matchAll(/propertyValidator\("(\w+)",cdk\(\)\.requiredValidator\)/g)].map(([, property]) => property));
    const properties = [...body.matchAll(/(\w+):(.+?)\(properties\.(\w+)\)(?=,|$)/g)]
      .map(([, key, converter, property]) => [key, typeOf(converter) + (required.has(property) ? '!' : '')]);
    structs.set(name, Object.fromEntries(properties));
  }
  return structs;
}

function typeOf(converter) {
  const [, list] = /^cdk\(\)\.listMapper\((.+)\)$/.exec(converter) ?? [];
  if (list) return `[${typeOf(list)}]`;
  const [, map] = /^cdk\(\)\.hashMapper\((.+)\)$/.exec(converter) ?? [];
  if (map) return `{${typeOf(map)}}`;
  const [, struct] = /^convertCfn(\w+)ToCloudFormation$/.exec(converter) ?? [];
  if (struct) return struct;
  const [, scalar] = /^cdk\(\)\.(\w+)$/.exec(converter) ?? [];
  return SCALARS[scalar] ?? 'o';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = Object.entries(resourceProperties()).map(([name, properties]) => `${JSON.stringify(name)}:${JSON.stringify(properties)}`);
  const text = `{\n${lines.join(',\n')}\n}\n`;
  if (process.argv[2] === '--print') process.stdout.write(text);
  else writeFileSync(fileURLToPath(new URL('src/checks/assembly/resource-properties.json', import.meta.url)), text);
}
