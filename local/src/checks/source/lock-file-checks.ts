import { clean, type Repository } from './repository';
import { sourceFinding } from './source-rule';
import { COMMAND_PHASES, type Buildspec } from '../../codebuild/buildspec';
import type { Finding } from '../finding';

const CLEAN_INSTALL = /^npm\s+(?:--prefix[= ]\S+\s+|-\S+\s+)*(?:ci|clean-install)(?=\s|$)/;
const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
/** From here on, relative paths or the set of files are not known before the build. */
const ELSEWHERE = /(^|[\s;&|(])(cd|pushd|cp|mv|curl|wget|unzip|tar|git|aws)\s|\bnpm\s+(i|install|init)\b/;
/** Commands that run conditionally, or have a fallback. */
const CONDITIONAL = /\b(if|case|for|while)\s|\|\|/;

/** `npm ci` fails immediately without a lock file. */
export function* checkLockFiles({ phases }: Buildspec, repository: Repository, file: string): Iterable<Finding> {
  for (const { text, line } of COMMAND_PHASES.flatMap((name) => phases[name]?.commands ?? [])) {
    for (const part of CONDITIONAL.test(text) ? [text] : text.split(/&&|;|\n/).map((each) => each.trim())) {
      const folder = clean(/--prefix[= ](\S+)/.exec(part)?.[1] ?? '.');
      if (CLEAN_INSTALL.test(part) && !CONDITIONAL.test(part) && lacksLock(repository, folder)) {
        yield sourceFinding('buildspec.lock-file', file, line, {
          message: `npm ci fails without a lock file, and there is none in ${folder === '.' ? 'the root of the repository' : folder}`,
          value: part,
          fix: `run npm install there and commit ${LOCKS[0]}`,
        });
      }
      if (ELSEWHERE.test(part)) return;
    }
  }
}

/** Only for packages that exist in the repository: others are created by the build. */
function lacksLock(repository: Repository, folder: string): boolean {
  if (/[$*`"']/.test(folder) || !repository.isFile(clean(`${folder}/package.json`))) return false;
  return !LOCKS.some((lock) => repository.isFile(clean(`${folder}/${lock}`)));
}
