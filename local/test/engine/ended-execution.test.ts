import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineModel } from '../../src/assembly';
import type { ActionResult } from '../../src/engine/execution/action';
import { Executions, type ExecutionsParts, type StartRequest } from '../../src/engine/execution/executions';
import type { StateDirectory } from '../../src/engine/state/state-directory';
import type { StateWriter } from '../../src/engine/state/state-writer';
import type { Message } from '../../src/messages/message';
import { ActionFailure, Stopped } from '../../src/model/action-failure';
import { until } from '../until';

const PIPELINE = {
  executionMode: 'QUEUED',
  variables: {},
  stages: [{
    name: 'UpdatePipeline',
    beforeEntry: [],
    onSuccess: [],
    onFailure: { result: 'ROLLBACK', conditions: [] },
    actions: [{ name: 'Update', runOrder: 1, configuration: {}, inputArtifacts: [], outputArtifacts: [] }],
  }],
  stack: { template: { parameters: {} } },
} as unknown as PipelineModel;
const REQUEST: StartRequest = {
  commit: { id: 'acdef01234', subject: 'commit a', author: 'a', date: '', branch: 'main' }, trigger: 'Webhook',
};
/** No system can name a file like this. */
const NOT_DELETABLE = '\0';

let folder: string;
let messages: Message[];
let closing: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gostyle-test-'));
  messages = [];
  closing = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each execution has one action, with the results in this order; `undefined` fails. */
function executionsWith(results: readonly (ActionResult | undefined)[], parts: Partial<ExecutionsParts> = {}): Executions {
  const left = [...results];
  return new Executions({
    state: { executionFile: String, failure: String, execution: (id: string) => join(folder, id) } as unknown as StateDirectory,
    writer: { put: () => undefined } as unknown as StateWriter,
    pipeline: () => PIPELINE,
    parameters: () => ({}),
    actionFor: () => async () => {
      const result = left.shift();
      if (!result) throw new ActionFailure('it crashed');
      return result;
    },
    notify: (message) => messages.push(message),
    changed: () => undefined,
    onEnd: async () => undefined,
    rollbackOf: () => ({ ...REQUEST, trigger: 'Rollback' }),
    isNeeded: () => true,
    closing: closing.signal,
    ...parts,
  });
}

const said = (code: string) => messages.filter((each) => each.code === code).map(({ message }) => message);

describe('what cannot be tidied up after an execution', () => {
  const onEnd = () => Promise.reject(new Error('permission denied'));
  const SAID = 'not everything could be tidied up after an execution: permission denied';

  test('is reported, and the execution has ended as it has ended', async () => {
    expect(await executionsWith([{}], { onEnd }).run(REQUEST)).toMatchObject({ status: 'Succeeded' });
    expect(messages).toContainEqual(expect.objectContaining({
      code: 'execution.not-tidied', level: 'warning', message: SAID, data: { stack: expect.stringContaining('permission denied') as string },
    }));
  });

  test('does not keep an updated pipeline from restarting', async () => {
    const executions = executionsWith([{ pipeline: PIPELINE }, {}], { onEnd });
    expect(await executions.run(REQUEST)).toMatchObject({ status: 'Succeeded' });
    expect(executions.list().map(({ status }) => status)).toEqual(['Succeeded', 'Superseded']);
    expect(said('execution.not-tidied')).toEqual([SAID, SAID]);
  });

  test('does not keep a failed stage from being rolled back', async () => {
    const executions = executionsWith([undefined, {}], { onEnd });
    expect(await executions.run(REQUEST)).toMatchObject({ status: 'Failed' });
    expect(executions.list().map(({ trigger, status }) => `${trigger} ${status}`)).toEqual(['Rollback Succeeded', 'Webhook Failed']);
  });

  test('does not keep other folders from being deleted', async () => {
    const ids: string[] = [];
    const executions = executionsWith(Array(23).fill({}), {
      isNeeded: () => false,
      state: {
        executionFile: String, failure: String, execution: (id: string) => (id === ids[1] ? NOT_DELETABLE : join(folder, id)),
      } as unknown as StateDirectory,
    });
    for (let count = 0; count < 23; count += 1) {
      const { id } = await executions.run(REQUEST);
      ids.push(id);
      mkdirSync(join(folder, id));
    }
    const deleted = ids.filter((id) => !existsSync(join(folder, id)));
    expect(deleted).toEqual([ids[0], ids[2]]);
    expect(said('execution.not-tidied')).toHaveLength(1);
  });
});

describe('when the runner ends', () => {
  test.each([
    ['a pipeline that has updated itself', [{ pipeline: PIPELINE }]],
    ['a failed stage', [undefined]],
  ])('%s starts nothing, and what is being tidied ends first', async (_, results) => {
    let tidy = () => {};
    const isTidied = new Promise<void>((resolve) => { tidy = resolve; });
    const executions = executionsWith(results, { onEnd: () => isTidied });
    const ended = executions.run(REQUEST);
    await until(() => said('execution.ended').length === 1);
    closing.abort();
    let hasStopped = false;
    const stopped = executions.stopAll().then(() => { hasStopped = true; });
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasStopped).toBe(false);
    tidy();
    await Promise.all([stopped, ended]);
    expect(executions.list()).toHaveLength(1);
  });

  test('nothing more can be started', async () => {
    closing.abort();
    const executions = executionsWith([{}]);
    await expect(executions.run(REQUEST)).rejects.toBeInstanceOf(Stopped);
    expect(executions.list()).toEqual([]);
  });
});
