import { lineEndings } from './hook-script-checks';
import type { Repository } from './repository';
import type { Revision } from './revision';
import { sourceFinding } from './source-rule';
import type { Finding } from '../finding';

/** Checks the script of a function that the Lambda Web Adapter executes directly, so what a shell would tolerate fails. */
export function* checkStartScript(repository: Repository, revision: Revision, path: string, makesExecutable: boolean): Iterable<Finding> {
  const entry = revision.entry(path);
  if (entry.status === 'present' && repository.isDirectory(entry.path)) {
    yield sourceFinding('start-script.missing', entry.path, 1, {
      message: 'the start script of a function must be a file, and this is a folder',
      value: path,
      fix: 'name a file in it in `compute.startScript`',
    });
    return;
  }
  const presence = revision.file(path);
  if (presence.status === 'missing') {
    yield sourceFinding('start-script.missing', path, 1, {
      message: `the revision of a function must contain its start script: ${presence.why}`,
      value: path,
      fix: 'add it and name it in the files of the artifact, or name a different one in `compute.startScript`',
    });
  }
  if (presence.status !== 'present') return;
  const text = repository.read(presence.path);
  if (text === undefined) return;
  if (!repository.isExecutable(presence.path) && !makesExecutable) {
    yield sourceFinding('start-script.executable', presence.path, 1, {
      message: 'the start script of a function must be executable',
      fix: `run \`git update-index --chmod=+x ${presence.path}\` and \`chmod +x ${presence.path}\`, and commit`,
    });
  }
  if (!text.startsWith('#!')) {
    yield sourceFinding('start-script.shebang', presence.path, 1, {
      severity: 'warning',
      message: 'the start script of a function must name its interpreter',
      value: (text.split('\n')[0] ?? '').trim().slice(0, 60),
      fix: 'write #!/bin/bash as the first line',
    });
  }
  yield* lineEndings(text.split('\n'), presence.path);
}
