import { parseScenario, type LoadStep } from '../../balancer';
import { messageOf } from '../../messages/message-of';
import { ActionFailure } from '../../model/action-failure';

/** At the root of the repository: what the load sends besides the health path. */
export const SCENARIO_FILE = 'load.json';

/** The scenario of a commit; `undefined` where it has none. */
export type ReadScenario = (commit: string) => Promise<readonly LoadStep[] | undefined>;

export function scenarioIn(read: (commit: string, path: string) => Promise<string | undefined>): ReadScenario {
  return async (commit) => {
    const text = await read(commit, SCENARIO_FILE);
    try {
      return text === undefined ? undefined : parseScenario(text, SCENARIO_FILE);
    } catch (error) {
      throw new ActionFailure(messageOf(error));
    }
  };
}
