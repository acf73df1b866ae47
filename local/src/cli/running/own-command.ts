import { relative } from 'node:path';

/** A command of `gostyle` as the user of this one can type it: by the script `gostyle` of the CDK app, if that started this one. */
export function ownCommand(args: string, env: NodeJS.ProcessEnv = process.env): string {
  const { npm_lifecycle_event: script, INIT_CWD: typedIn, npm_config_local_prefix: app } = env;
  const folder = typedIn === undefined || app === undefined ? undefined : relative(typedIn, app);
  // Any other name would have to be quoted.
  if (script !== 'gostyle' || folder === undefined || !/^[\w./-]*$/.test(folder)) return `gostyle ${args}`;
  return `npm run gostyle ${folder === '' ? '' : `--prefix ${folder} `}-- ${args}`;
}
