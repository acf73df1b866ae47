import { secretValue } from '../../src/resources/shape/secret-value';

const VALUES: Record<string, string> = { plain: 'sk_test', database: '{"password":"from the store","port":5432}' };
const secrets = { find: (_store: string, id: string) => Promise.resolve(VALUES[id]) };

function valueOf(id: string, field?: string): Promise<string> {
  return secretValue(secrets, { name: 'KEY', store: 'secrets-manager', id, ...field !== undefined && { field } });
}

test('a variable has the value of its secret, or of a field in it, as text', async () => {
  expect(await valueOf('plain')).toBe('sk_test');
  expect(await valueOf('database', 'password')).toBe('from the store');
  expect(await valueOf('database', 'port')).toBe('5432');
});

test('fails without a value or the field, and names them', async () => {
  await expect(valueOf('mail')).rejects.toThrow('KEY (mail) has no value in this run: add it to the JSON file that `--stores` names');
  await expect(valueOf('database', 'user')).rejects.toThrow(/^the secret database has no field user$/);
  await expect(valueOf('database', 'constructor')).rejects.toThrow(/^the secret database has no field constructor$/);
});

test('fails for a field of a secret that is not a JSON object, without its value', async () => {
  await expect(valueOf('plain', 'password')).rejects.toThrow(/^the secret plain is not a JSON object, so it has no field password$/);
});
