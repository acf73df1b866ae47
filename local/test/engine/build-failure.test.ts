import type { BuildProject } from '../../src/assembly';
import { failureOf } from '../../src/engine/actions/build-action';

const PROJECT: Pick<BuildProject, 'buildspec'> = { buildspec: { type: 'file', path: 'buildspec.yml' } };
const WARNING = 'exported-variables: AWS_REGION cannot be exported';
const succeeded = { status: 'SUCCEEDED', seconds: 1 } as const;
const failed = (statusCode: string, message: string) => ({ status: 'FAILED', seconds: 1, context: { statusCode, message } } as const);

describe('the failure of a build', () => {
  test('is named after the phase that failed first, not after a warning', () => {
    const { message, details } = failureOf({
      messages: [WARNING, 'CLIENT_ERROR Message: no matching artifact paths found', 'CLIENT_ERROR Message: the disk is full'],
      phases: {
        DOWNLOAD_SOURCE: succeeded,
        UPLOAD_ARTIFACTS: failed('CLIENT_ERROR', 'no matching artifact paths found'),
        FINALIZING: failed('CLIENT_ERROR', 'the disk is full'),
      },
    }, PROJECT);
    expect(message).toBe('CLIENT_ERROR Message: no matching artifact paths found');
    expect(details.lastLines).toEqual([WARNING, 'CLIENT_ERROR Message: the disk is full']);
  });

  test('is named after the command that failed, if one did', () => {
    const { message, details } = failureOf({
      messages: [WARNING],
      phases: { BUILD: failed('COMMAND_EXECUTION_ERROR', 'Error while executing command: npm test') },
      failure: { phase: 'BUILD', command: 'npm test', line: 7, exitStatus: 1, lastLines: ['not ok'] },
    }, PROJECT);
    expect(message).toBe('BUILD: `npm test` (line 7 of the buildspec) failed with exit status 1');
    expect(details.lastLines).toEqual(['not ok']);
  });

  test('explains why a program of a package does not find its own files in a revision', () => {
    const command = 'npx knex migrate:latest';
    const failure = { phase: 'BUILD', command, line: 4, exitStatus: 1 } as const;
    const phases = { BUILD: failed('COMMAND_EXECUTION_ERROR', `Error while executing command: ${command}`) };
    const lines = ['Error: Cannot find module \'../package\'', 'Require stack:', '- /tmp/src/node_modules/.bin/knex'];
    const messageOf = (lastLines: readonly string[], buildspec: BuildProject['buildspec']) => (
      failureOf({ messages: [], phases, failure: { ...failure, lastLines } }, { buildspec }).message);
    expect(messageOf(lines, { type: 'inline', text: '' })).toBe('BUILD: `npx knex migrate:latest` failed with exit status 1: `knex` is a link in '
      + 'node_modules/.bin, and a revision has a copy of the file that it leads to, which does not find its own package; run the file '
      + 'that `bin` in the package.json of that package names, as in `node node_modules/knex/bin/cli.js`');
    expect(messageOf(lines.slice(0, 2), { type: 'inline', text: '' })).toBe('BUILD: `npx knex migrate:latest` failed with exit status 1');
    expect(messageOf(lines, PROJECT.buildspec)).not.toContain('is a link');
  });
});
