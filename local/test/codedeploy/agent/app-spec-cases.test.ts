import { parseAppSpec } from '../../../src/codedeploy/agent';
import type { AppSpec } from '../../../src/codedeploy/agent';
import cases from '../../cases/appspec-cases.json';

interface ParseCase {
  readonly id: string;
  readonly title: string;
  readonly appspec: string;
  readonly expect: { readonly valid: boolean; readonly error?: string; readonly error_class?: string; readonly parsed?: object };
}

const samples = (cases.cases as readonly { kind: string }[]).filter(({ kind }) => kind === 'parse') as unknown as readonly ParseCase[];
const named = samples.map((sample) => [sample.id, sample.title, sample] as const);

describe('an AppSpec as the agent reads it', () => {
  test.each(named.filter(([, , { expect: { valid } }]) => valid))('%s: %s', (_id, _title, sample) => {
    expect(inWordsOfTheCases(parseAppSpec(sample.appspec))).toEqual(sample.expect.parsed);
  });

  test.each(named.filter(([, , { expect: { valid } }]) => !valid))('refuses %s: %s', (_id, _title, sample) => {
    expect(() => parseAppSpec(sample.appspec)).toThrow(expect.objectContaining({ message: sample.expect.error }));
  });
});

function inWordsOfTheCases(appSpec: AppSpec): object {
  return {
    version: Number(appSpec.version),
    os: appSpec.os,
    file_exists_behavior: appSpec.fileExistsBehavior,
    files: appSpec.files,
    hooks: Object.fromEntries([...appSpec.hooks].map(([name, scripts]) => [
      name,
      scripts.map(({ timeoutSeconds, ...script }) => ({ ...script, timeout: Number(timeoutSeconds) })),
    ])),
    permissions: appSpec.permissions.map((permission) => ({
      ...permission,
      acls: permission.acls?.toStrings() ?? null,
      context: permission.context && { ...permission.context, range: permission.context.range && String(permission.context.range) },
    })),
  };
}
