import { parseTemplate } from '../../src/assembly';
import type { Json, JsonObject } from '../../src/assembly/json';
import { resolveTemplate, type ResolvedStack, type ResolveOptions, type ResolveResult } from '../../src/stack';

type Sections = Readonly<Record<string, unknown>>;

function resolve(sections: Sections, options: Partial<ResolveOptions> = {}): ResolveResult {
  const template = parseTemplate({ Resources: {}, ...sections } as JsonObject);
  if (template.status !== 'success') throw new Error(template.message);
  return resolveTemplate(template.value, { stackName: 'Web-staging', ...options });
}

function resolved(sections: Sections, options: Partial<ResolveOptions> = {}): ResolvedStack {
  const result = resolve(sections, options);
  if (result.status !== 'success') throw new Error(result.errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return result.value;
}

const RESOURCES = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': '${AWS::StackName}-topic' } } },
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, VpcId: { Ref: 'Vpc' } } },
  Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {} },
};
const MORE: Sections = {
  Parameters: { Size: { Type: 'Number', Default: 2 }, Names: { Type: 'CommaDelimitedList', Default: 'a, b' } },
  Mappings: { Sizes: { 'us-east-1': { small: 't3.small' } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  },
};

function valueOf(expression: unknown): Json {
  return resolved({ ...MORE, Resources: RESOURCES, Outputs: { Out: { Value: expression } } }).outputs.Out;
}

test.each<[string, unknown, unknown]>([
  ['Ref of a parameter', { Ref: 'Size' }, '2'],
  ['Ref of a list parameter', { Ref: 'Names' }, ['a', 'b']],
  ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '123456789012'],
  ['Ref of a resource with a name', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:123456789012:Web-staging-topic'],
  ['GetAtt of an ARN', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }, 'arn:aws:sns:us-east-1:123456789012:Web-staging-topic'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Topic.TopicName' }, 'Web-staging-topic'],
  ['GetAtt of a property', { 'Fn::GetAtt': ['Subnet', 'AvailabilityZone'] }, 'us-east-1b'],
  ['GetAtt that only an account knows', { 'Fn::GetAtt': ['Vpc', 'DefaultNetworkAcl'] }, 'Vpc.DefaultNetworkAcl'],
  ['Sub', { 'Fn::Sub': '${AWS::Region}/${Topic.TopicName}/${!Literal}' }, 'us-east-1/Web-staging-topic/${Literal}'],
  ['Sub with variables', { 'Fn::Sub': ['${a}-${AWS::Partition}', { a: { Ref: 'Size' } }] }, '2-aws'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Size' }, 3]] }, 'a-2-3'],
  ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Names' }] }, 'a+b'],
  ['Select', { 'Fn::Select': ['1', { Ref: 'Names' }] }, 'b'],
  ['Split', { 'Fn::Split': ['/', 'a/b/c'] }, ['a', 'b', 'c']],
  ['If true', { 'Fn::If': ['Yes', 'y', 'n'] }, 'y'],
  ['If leaves the other branch alone', { 'Fn::If': ['Yes', 'y', { Ref: 'Nothing' }] }, 'y'],
  ['And and Or', [{ 'Fn::If': ['Both', 1, 0] }, { 'Fn::If': ['Either', 1, 0] }], [0, 1]],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 't3.small'],
  ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'mars', 'small', { DefaultValue: 't3.nano' }] }, 't3.nano'],
  ['Base64', { 'Fn::Base64': { 'Fn::Sub': '#!/bin/bash\n${Size}' } }, Buffer.from('#!/bin/bash\n2').toString('base64')],
  ['GetAZs', { 'Fn::GetAZs': 'eu-west-1' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['Cidr', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  ['Cidr of IPv6', { 'Fn::Cidr': [{ 'Fn::Select': [0, { 'Fn::GetAtt': ['Vpc', 'Ipv6CidrBlocks'] }] }, 2] }, ['2600:1f14:0:0:0:0:0:0/64',
    '2600:1f14:0:1:0:0:0:0/64']],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::StackName}-vpc' } }, 'import-of-Web-staging-vpc'],
  ['Length', { 'Fn::Length': { Ref: 'Names' } }, 2],
  ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Size' } } }, '{"a":"2"}'],
  ['a name of the language', { constructor: { Ref: 'Size' } }, { constructor: '2' }],
  ['a condition key of a policy', { Condition: { Bool: { a: 'false' } } }, { Condition: { Bool: { a: 'false' } } }],
])('%s', (_name, expression, expected) => {
  expect(valueOf(expression)).toEqual(expected);
});

test('AWS::NoValue removes a property or an item', () => {
  const none = { Ref: 'AWS::NoValue' };
  const stack = resolved({ Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { Gone: none, List: ['a', none, 'b'] } } } });
  expect(stack.resources.A.properties).toEqual({ List: ['a', 'b'] });
});

test('a resource or output whose condition is false does not exist', () => {
  const stack = resolved({
    ...MORE,
    Resources: {
      A: { Type: 'AWS::SNS::Topic', Condition: 'No' },
      B: {
        Type: 'AWS::SNS::Topic',
        Condition: 'Yes',
      },
    },
    Outputs: { Out: { Condition: 'No', Value: { Ref: 'A' } } },
  });
  expect(Object.keys(stack.resources)).toEqual(['B']);
  expect(stack.outputs).toEqual({});
  expect(stack.conditions).toEqual({ Yes: true, No: false, Both: false, Either: true });
});

test('SSM parameters and dynamic references have given values or placeholders', () => {
  const sections = {
    Parameters: {
      Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/ami' },
      List: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/list' },
    },
    Outputs: {
      Out: {
        Value: [{ Ref: 'Image' }, { Ref: 'List' }, '{{resolve:ssm:/color:3}}',
          'p={{resolve:secretsmanager:db:SecretString:password}}'],
      },
    },
  };
  const stack = resolved(sections, { ssmParameters: { '/list': 'a,b', '/color': 'blue' } });
  const image = stack.placeholders['ssm:/ami'];
  expect(image).toMatch(/^ami-0[0-9a-f]{16}$/);
  expect(stack.outputs.Out).toEqual([image, ['a', 'b'], 'blue', 'p=value-of-db:SecretString:password']);
  expect(stack.placeholders).toEqual({ 'ssm:/ami': image, 'secretsmanager:db:SecretString:password': 'value-of-db:SecretString:password' });
});

test('physical ids are the same in every run and differ between stacks', () => {
  const [one, again, other] = ['a', 'a', 'b'].map((stackName) => resolved({ Resources: RESOURCES }, { stackName }).resources.Targets.physicalId);
  expect(one).toBe(again);
  expect(one).not.toBe(other);
  expect(one.split('/')[1].length).toBeLessThanOrEqual(32);
});

test('a rule of the template must hold', () => {
  const Rules = {
    Version: {
      Assertions: [{
        Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'Size' }] }] },
        AssertDescription: 'bootstrap again',
      }],
    },
  };
  expect(resolve({ ...MORE, Rules })).toMatchObject({ status: 'error', errors: [{ logicalId: 'Version', message: 'bootstrap again' }] });
  expect(resolve({ ...MORE, Rules }, { parameters: { Size: '30' } }).status).toBe('success');
});

const broken = (properties: unknown, more: object = {}): Sections => ({
  ...MORE,
  Resources: {
    ...RESOURCES,
    Bad: {
      Type: 'AWS::SNS::Topic',
      Properties: properties,
      ...more,
    },
  },
});

test.each<[string, Sections, string, RegExp]>([
  ['a reference to nothing', broken({ A: { B: [{ Ref: 'Nothing' }] } }), 'Resources.Bad.Properties.A.B[0].Ref',
    /Nothing is neither a resource nor a parameter/],
  ['an attribute of nothing', broken({ A: { 'Fn::GetAtt': ['Nothing', 'Arn'] } }), 'Resources.Bad.Properties.A.Fn::GetAtt', /Nothing is neither/],
  ['an unknown pseudo parameter', broken({ A: { Ref: 'AWS::Planet' } }), 'Resources.Bad.Properties.A.Ref', /unknown pseudo parameter AWS::Planet/],
  ['an unknown condition', broken({ A: { 'Fn::If': ['Maybe', 1, 2] } }), 'Resources.Bad.Properties.A.Fn::If',
    /condition Maybe is not in the template/],
  ['an unknown mapping', broken({ A: { 'Fn::FindInMap': ['Colors', 'a', 'b'] } }), 'Resources.Bad.Properties.A.Fn::FindInMap', /mapping Colors/],
  ['an unknown key of a mapping', broken({ A: { 'Fn::FindInMap': ['Sizes', 'mars', 'b'] } }), 'Resources.Bad.Properties.A.Fn::FindInMap',
    /no value for mars, b/],
  ['an index outside of a list', broken({ A: { 'Fn::Select': [5, ['a']] } }), 'Resources.Bad.Properties.A.Fn::Select',
    /index 5 is not in a list of 1/],
  ['a join of objects', broken({ A: { 'Fn::Join': ['', [{ a: 1 }]] } }), 'Resources.Bad.Properties.A.Fn::Join', /each joined value must be a string/],
  ['too many address blocks', broken({ A: { 'Fn::Cidr': ['10.0.0.0/24', 4, 8] } }), 'Resources.Bad.Properties.A.Fn::Cidr', /do not fit/],
  ['a macro', broken({ A: { 'Fn::Transform': { Name: 'x' } } }), 'Resources.Bad.Properties.A.Fn::Transform', /macros only run in an AWS account/],
  ['a loop', broken({ 'Fn::ForEach::Names': [] }), 'Resources.Bad.Properties', /loops of AWS::LanguageExtensions/],
  ['an unknown function', broken({ A: { 'Fn::Max': [1] } }), 'Resources.Bad.Properties.A', /unknown intrinsic function Fn::Max/],
  ['a function beside a property', broken({ 'Fn::If': ['Yes', 1, 2], 'B': 1 }), 'Resources.Bad.Properties', /must be the only key/],
  ['a name that refers to itself', broken({ TopicName: { Ref: 'Bad' } }), 'Resources.Bad', /circular reference/],
  ['a resource that is not created', {
    ...broken({ A: { Ref: 'Off' } }),
    Resources: {
      Off: { Type: 'AWS::SNS::Topic', Condition: 'No' },
      Bad: { Type: 'AWS::SNS::Topic', Properties: { A: { Ref: 'Off' } } },
    },
  }, 'Resources.Bad.Properties.A.Ref', /its condition No is false/],
  ['a dependency on nothing', broken({}, { DependsOn: 'Nothing' }), 'Resources.Bad.DependsOn', /Nothing is not a resource/],
  ['conditions in a circle', { Conditions: { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } } }, 'Conditions.A',
    /circular reference/],
  ['a parameter without a value', { Parameters: { P: { Type: 'String' } }, Outputs: { Out: { Value: { Ref: 'P' } } } }, 'Outputs.Out.Ref',
    /parameter P has no default/],
  ['a parameter with a pattern of exponential time', {
    Parameters: { P: { Type: 'String', Default: `${'a'.repeat(60)}b`, AllowedPattern: '(a+)+' } }, Outputs: { Out: { Value: { Ref: 'P' } } },
  }, 'Outputs.Out.Ref', /parameter P: the regular expression .* takes longer than 250 ms/],
  ['a parameter that is not allowed', {
    Parameters: { P: { Type: 'String', Default: 'c', AllowedValues: ['a', 'b'] } },
    Outputs: { Out: { Value: { Ref: 'P' } } },
  }, 'Outputs.Out.Ref', /must be one of a, b, got: "c"/],
  ['a secret parameter, without showing it', {
    Parameters: { P: { Type: 'Number', Default: 'hunter2', NoEcho: true } },
    Outputs: { Out: { Value: { Ref: 'P' } } },
  }, 'Outputs.Out.Ref', /must be a number, got: \*\*\*\*/],
  ['a template macro', { Transform: 'AWS::SecretsManager-2024-09-16' }, 'Transform',
    /macro AWS::SecretsManager-2024-09-16 only runs in an AWS account/],
])('refuses %s, with its location', (_what, sections, path, message) => {
  const result = resolve(sections);
  const errors = result.status === 'error' ? result.errors : [];
  expect(errors.map((error) => error.path)).toContainEqual(expect.stringContaining(path) as string);
  expect(errors.find((error) => error.path.includes(path))?.message).toMatch(message);
});

test('reports all problems of a template at once', () => {
  const result = resolve({
    Resources: {
      A: { Type: 'AWS::SNS::Topic', Properties: { X: { Ref: 'One' } } },
      B: {
        Type: 'AWS::SNS::Topic',
        Properties: { X: { Ref: 'Two' } },
      },
    },
  });
  expect(result).toMatchObject({ status: 'error', errors: [{ logicalId: 'A' }, { logicalId: 'B' }] });
});
