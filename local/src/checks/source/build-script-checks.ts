import { posix } from 'node:path';
import { clean, type Repository } from './repository';
import { sourceFinding } from './source-rule';
import { COMMAND_PHASES, type Buildspec, type Command } from '../../codebuild/buildspec';
import { similarTo } from '../assembly/similar';
import type { Finding } from '../finding';

/** A script at the beginning of a command, run directly or by a shell. */
const SCRIPT = /^\s*(?:(bash|sh|source|\.)\s+)?((?:\.\/)?[\w.-]+(?:\/[\w.-]+)+|\.\/[\w.-]+)(?=\s|$)/;
/** Commands that create files which cannot be known before the build. */
const BRINGS_FILES = new RegExp('\\.\\/|\\b(curl|wget|unzip|tar|git|aws|cp|mv|ln|install|make|cmake|npm|npx|yarn|pnpm|pip3?|python3?|node|mvn|gradle'
  + '|go|cargo|dotnet|composer|bundle|gem|docker|apt-get|yum|dnf|apk)\\b');

/** Scripts of the repository that commands run must exist and be executable. */
export function* checkBuildScripts(buildspec: Buildspec, repository: Repository, file: string): Iterable<Finding> {
  const commands = COMMAND_PHASES.flatMap((name) => buildspec.phases[name]?.commands ?? []);
  for (const [index, command] of commands.entries()) {
    // After a change of directory, relative paths are not known any more.
    if (/(^|[\s;&|(])(cd|pushd)\s/.test(command.text)) return;
    const earlier = commands.slice(0, index).map(({ text }) => text).join('\n');
    yield* scriptOf(command, earlier, repository, file);
  }
}

function* scriptOf({ text, line }: Command, earlier: string, repository: Repository, file: string): Iterable<Finding> {
  const [, shell, path] = SCRIPT.exec(text) ?? [];
  if (path === undefined || repository.isIgnored(path) || path.startsWith('node_modules/')) return;
  if (repository.isFile(path)) {
    if (shell !== undefined || repository.isExecutable(path) || makesExecutable(earlier, path)) return;
    yield sourceFinding('buildspec.script', file, line, {
      message: 'the script is not executable', value: path, fix: `run git update-index --chmod=+x ${clean(path)}`,
    });
    return;
  }
  const folder = posix.dirname(clean(path));
  const meant = similarTo(posix.basename(path), repository.namesIn(folder));
  if (meant === undefined && earlier.includes(posix.basename(path))) return;
  const certain = meant !== undefined || !BRINGS_FILES.test(earlier);
  yield sourceFinding('buildspec.script', file, line, {
    severity: certain ? 'error' : 'warning',
    message: 'the script is not in the repository',
    value: path,
    fix: meant === undefined ? 'correct the path' : `write ${posix.join(folder, meant)}`,
  });
}

/** `chmod +x gradlew`, `chmod 755 scripts/*`, `chmod -R +x scripts`. */
function makesExecutable(earlier: string, path: string): boolean {
  const chmods = earlier.split(/[\n;&|]+/).filter((command) => /\bchmod\b/.test(command));
  const parts = clean(path).split('/');
  const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  return chmods.some((command) => command.split(/\s+/).slice(2).map((word) => clean(word.replace(/["']/g, ''))).some((word) =>
    word === clean(path) || word === '.' || folders.some((folder) => word === folder || word.startsWith(`${folder}/*`)) || /^\*/.test(word)));
}
