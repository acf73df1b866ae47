import { posix } from 'node:path';
import { parseScenario, type LoadStep } from '../../balancer';
import { messageOf } from '../../messages/message-of';
import { ActionFailure } from '../../model/action-failure';

/** Looked for in the application's directory, then at the root of the repository. Says what the load sends besides the health check path. */
const SCENARIO_FILE = 'load.json';

/** The scenario of a commit; `undefined` if it has none. */
export type ReadScenario = (commit: string) => Promise<readonly LoadStep[] | undefined>;

/** Reads a file of a commit; `undefined` if the path does not exist. */
export type ReadFile = (commit: string, path: string) => Promise<string | undefined>;

/** A repository may hold several applications, so the file in an application's own folder wins. */
export function scenarioIn(read: ReadFile, applicationDirectory: () => string): ReadScenario {
  return async (commit) => {
    for (const path of new Set([posix.join(applicationDirectory(), SCENARIO_FILE), SCENARIO_FILE])) {
      const text = await read(commit, path);
      if (text !== undefined) return parsed(text, path);
    }
    return undefined;
  };
}

function parsed(text: string, path: string): readonly LoadStep[] {
  try {
    return parseScenario(text, path);
  } catch (error) {
    throw new ActionFailure(messageOf(error));
  }
}
