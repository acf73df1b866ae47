import { action, INSTANCE_POLICY, LAUNCH_TEMPLATE, PIPELINE, type Mutation } from './mutation';

/** Secrets in a template, and permissions without effect. */
export const SECRET_MUTATIONS: readonly Mutation[] = [
  [
    'template.secret',
    "a password in an environment's variables",
    ({ staging }) => staging.replace(LAUNCH_TEMPLATE, 'PORT=', 'DB_PASSWORD=hunter2\\nPORT='),
  ],
  [
    'template.secret',
    'a password in the address of a database',
    ({ staging }) => staging.replace(LAUNCH_TEMPLATE, 'PORT=', 'DATABASE_URL=postgres://web:hunter2@db/web\\nPORT='),
  ],
  [
    'template.secret',
    'a token in the variables of a function',
    ({ pipeline }) =>
      pipeline.add('Hook', 'AWS::Lambda::Function', {
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: 'arn:aws:iam::111122223333:role/hook',
        Code: { ZipFile: 'exports.handler = () => {};' },
        Environment: { Variables: { API_TOKEN: 'f7c1' } },
      }),
  ],
  [
    'template.secret',
    'a password in the variables of a container',
    ({ staging }) =>
      staging.add('Task', 'AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [{ Name: 'web', Image: 'web', Environment: [{ Name: 'DB_PASSWORD', Value: 'hunter2' }] }],
      }),
  ],
  [
    'template.secret',
    'a password in the variables of an action',
    ({ pipeline }) =>
      pipeline.set(
        PIPELINE,
        action('Build', 'Build', 'Configuration/EnvironmentVariables'),
        '[{"name":"NPM_TOKEN","value":"f7c1","type":"PLAINTEXT"}]',
      ),
  ],
  [
    'iam.unknown-action',
    'an action that does not exist, on one bucket',
    ({ staging }) =>
      staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', {
        Effect: 'Allow',
        Action: 's3:GetObjcet',
        Resource: 'arn:aws:s3:::files/*',
      }),
  ],
  [
    'iam.unknown-action',
    'an action that resembles no other, on one topic',
    ({ staging }) =>
      staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', {
        Effect: 'Allow',
        Action: ['sns:Publish', 'sns:ShoutLoudly'],
        Resource: 'arn:aws:sns:eu-west-1:111122223333:news',
      }),
  ],
];
