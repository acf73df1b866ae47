import type { PackageJson } from './package-json';
import { UserError } from '../../messages/user-error';
import { literalOf, shellCommands, type ShellCommand } from '../quoting/shell-line';

/** Undefined for what no shell accepts, or no `package.json` has. */
export function commandsOf(script: string | undefined): ShellCommand[] | undefined {
  try {
    return script === undefined ? undefined : shellCommands(script);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** `npm run NAME`, `yarn NAME`, `pnpm run NAME`: without options, which the script would get. */
export function scriptRunBy({ words }: ShellCommand, { scripts }: Pick<PackageJson, 'scripts'>): string | undefined {
  const [program, ...rest] = words.map(literalOf);
  const isRun = rest[0] === 'run' || rest[0] === 'run-script';
  const [name, ...options] = (isRun ? rest.slice(1) : rest).filter((word) => word !== '-s' && word !== '--silent');
  const isScript = program === 'yarn' || program === 'pnpm' || (program === 'npm' && (isRun || name === 'start'));
  return isScript && options.length === 0 && name !== undefined && name in scripts ? name : undefined;
}
