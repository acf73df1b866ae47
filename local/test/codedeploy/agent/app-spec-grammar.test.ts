import { AppSpecError, parseAppSpec, type AppSpec } from '../../../src/codedeploy/agent';
import { inspect } from '../../../src/yaml/ruby/format';
import type { RubyValue } from '../../../src/yaml/ruby/value';
import cases from '../../cases/appspec-grammar-cases.json';

type GrammarCase =
  | { readonly appspec: string; readonly parsed: string }
  | { readonly appspec: string; readonly error: string; readonly message: string };

const samples = cases.cases as readonly GrammarCase[];

describe('the AppSpec\'s grammar', () => {
  test.each(samples.filter((sample) => 'parsed' in sample).map((sample) => [sample.appspec, sample.parsed]))('accepts %j', (text, parsed) => {
    expect(inspect(asRuby(parseAppSpec(text)))).toBe(parsed);
  });

  test.each(
    samples.filter((sample) => 'error' in sample).map((sample) => [sample.appspec, sample.error, sample.message]),
  )('refuses %j', (text, error, message) => {
    const failure = failureOf(text);
    expect(failure.className.split('::').at(-1)).toBe(error);
    expect(failure.message).toBe(message);
  });
});

describe('the position of a mistake', () => {
  test.each([
    ['version: 1.0\nos: linux\n', 1, 1],
    ['version: 0.0\nos: windows\n', 2, 1],
    ['version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: a.sh\n    - timeout: 5\n', 6, 7],
    ['version: 0.0\nos: linux\nfiles:\n  - source: a\n    destination: /b\n  - source: c\n', 6, 5],
    ['version: 0.0\nos: linux\npermissions:\n  - {object: /a, mode: 999}\n', 4, 5],
    ['version: 0.0\nos: linux\nhooks:\n\tAfterInstall:\n', 4, 1],
  ])('of %j is line %d, column %d', (text, line, column) => {
    expect(failureOf(text)).toMatchObject({ line, column });
  });

  test('is unknown if the file is empty', () => {
    expect(failureOf('').line).toBeUndefined();
  });
});

function failureOf(text: string): AppSpecError {
  try {
    parseAppSpec(text);
  } catch (error) {
    if (error instanceof AppSpecError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function asRuby({ version, os, fileExistsBehavior, files, hooks, permissions }: AppSpec): RubyValue {
  return [
    Number(version),
    os,
    fileExistsBehavior,
    files.map(({ source, destination }) => [source, destination]),
    [...hooks].map(([name, scripts]) => [name, scripts.map(({ location, runas, sudo, timeoutSeconds }) => [location, runas, sudo, timeoutSeconds])]),
    permissions.map(({ object, pattern, except, type, owner, group, mode, acls, context }) => [
      object, pattern, [...except], [...type], owner, group, mode, acls?.toStrings() ?? null,
      context && [context.user, context.type, context.range && String(context.range)],
    ]),
  ];
}
