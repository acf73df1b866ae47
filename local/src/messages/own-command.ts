import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

const PACKAGE = 'gostyle-web-pipeline';

/**
 * A command of `gostyle` as the user of this one can type it, because `gostyle` itself is rarely on the `PATH`: by npm's script of the CDK app, by
 * npx or by projen, whichever started this one.
 */
export function ownCommand(args: string, env: NodeJS.ProcessEnv = process.env, program = process.argv[1] ?? ''): string {
  const { npm_command: how, npm_lifecycle_event: script, npm_lifecycle_script: line = '', npm_package_json: manifest, INIT_CWD: typedIn } = env;
  if (/\bprojen\b/.test(line)) return `npx projen gostyle ${args}`;
  // Without the package's name, npx would ask the registry for another package where this one is not installed.
  if (how === 'exec') return `npx ${program.includes('/_npx/') ? `--package ${PACKAGE} ` : ''}gostyle ${args}`;
  if (script === undefined || manifest === undefined || typedIn === undefined) return `gostyle ${args}`;
  const folder = relative(typedIn, dirname(manifest));
  // Any other name would have to be quoted.
  if (!hasOwnScript(script, manifest) || !/^[\w./-]*$/.test(folder)) return `gostyle ${args}`;
  return `npm run gostyle ${folder === '' ? '' : `--prefix ${folder} `}-- ${args}`;
}

/** Another script, such as `start`, may have started this one. */
function hasOwnScript(script: string, manifest: string): boolean {
  if (script === 'gostyle') return true;
  try {
    const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly scripts?: Readonly<Record<string, unknown>> };
    return scripts?.gostyle === 'gostyle';
  } catch {
    // npm has read it before: it has changed since, and says nothing of how this one was started.
    return false;
  }
}
