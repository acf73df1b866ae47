import { withSecrets } from '../../../src/resources/lambda/secret-variables';
import { resolvedTemplate } from '../resolved-template';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:Token-AbCdEf';
const values: Record<string, string> = { [ARN]: '{"password":"from the store"}', stripe: 'sk_test' };
const secrets = { find: (_store: string, id: string) => Promise.resolve(values[id]) };

/** CloudFormation's references as they appear in a resolved template. */
function variablesOf(variables: Record<string, string>) {
  const { resources } = resolvedTemplate({
    Token: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { 'Fn::Sub': value }])) } },
    },
  }, { Token: { Ref: ARN } });
  return (resources.Function!.properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables;
}

test('a function finds the values of secrets in its variables', async () => {
  const variables = variablesOf({
    PLAIN: 'value-of-nothing',
    PASSWORD: '{{resolve:secretsmanager:${Token}:SecretString:password}}',
    KEY: '{{resolve:secretsmanager:stripe:SecretString:}}',
  });
  expect(await withSecrets(variables, secrets)).toEqual({ PLAIN: 'value-of-nothing', PASSWORD: 'from the store', KEY: 'sk_test' });
});

test('a secret without a value, or without the field, is named', async () => {
  await expect(withSecrets(variablesOf({ KEY: '{{resolve:secretsmanager:mail:SecretString:}}' }), secrets))
    .rejects.toThrow('KEY (mail) has no value in this run: add it to the JSON file that `--stores` names');
  await expect(withSecrets(variablesOf({ KEY: '{{resolve:secretsmanager:${Token}:SecretString:user}}' }), secrets))
    .rejects.toThrow(`the secret ${ARN} has no field user`);
});
