import { RUNTIME_VERSIONS } from './runtime-versions';
import { sourceFinding } from './source-rule';
import { COMMAND_PHASES, type Buildspec } from '../../codebuild/buildspec';
import { similarTo } from '../assembly/similar';
import type { Finding } from '../finding';

/** Compares `runtime-versions` with the runtimes in CodeBuild's images. Custom images have none of them. */
export function* checkRuntimeVersions({ phases }: Buildspec, lineOf: (name: string) => number, file: string): Iterable<Finding> {
  const written = COMMAND_PHASES.flatMap((phase) => Object.entries(phases[phase]?.runtimeVersions ?? {}));
  for (const [name, version] of written) {
    const known = RUNTIME_VERSIONS.get(name);
    if (known === undefined) {
      const names = [...RUNTIME_VERSIONS.keys()];
      yield sourceFinding('buildspec.runtime-versions', file, lineOf(name), {
        message: 'none of CodeBuild\'s images has this runtime, so the build fails immediately',
        value: name,
        fix: `write ${similarTo(name, names) ?? `one of ${names.join(', ')}, or install it in a command`}`,
      });
    } else if (!isKnown(version, known)) {
      yield sourceFinding('buildspec.runtime-versions', file, lineOf(name), {
        severity: 'warning',
        message: `none of CodeBuild's images known to this version has this version of ${name}`,
        value: version,
        fix: `use a version that the build image has, of ${known.join(', ')}`,
      });
    }
  }
}

/** `20`, `20.x`, `3.x`, `latest`; the value of a variable is only known in the build. */
function isKnown(version: string, known: readonly string[]): boolean {
  const wanted = version.trim().replace(/\.x$/, '');
  return wanted === 'latest' || wanted.includes('$') || known.some((each) => each === wanted || each.startsWith(`${wanted}.`));
}
