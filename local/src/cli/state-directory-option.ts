import { join, resolve } from 'node:path';
import { UserError } from '../messages/user-error';

export interface StateDirectoryOptions {
  readonly app: string;
  readonly pipeline?: string;
  readonly state?: string;
}

/** The state directory of `gostyle run` and of the commands for a run in progress. Each pipeline of an app has its own. */
export function stateDirectoryOf({ app, pipeline, state }: StateDirectoryOptions): string {
  if (pipeline !== undefined && !/^[\w-]{1,64}$/.test(pipeline)) {
    throw new UserError(`\`--pipeline\` must be the name of a pipeline, got: ${pipeline.slice(0, 80)}`);
  }
  return state === undefined ? join(resolve(app), pipeline === undefined ? '.gostyle' : `.gostyle-${pipeline}`) : resolve(state);
}
