import { posix } from 'node:path';
import { checkHooks } from './appspec-hooks';
import { clean, type Repository } from './repository';
import type { Revision } from './revision';
import { SourceDocument } from './source-document';
import { isTooDeep, sourceFinding } from './source-rule';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import { AppSpecError } from '../../codedeploy/agent/appspec/app-spec-error';
import { parseAppSpec } from '../../codedeploy/agent/appspec/parse-app-spec';
import type { Finding } from '../finding';

const TOP_LEVEL = ['version', 'os', 'files', 'hooks', 'permissions', 'file_exists_behavior'];

/** `appspec.yml` by itself, and against the revision that it will be in. `path` is its place in the repository. */
export function* checkAppSpec(repository: Repository, path: string, revision: Revision): Iterable<Finding> {
  const text = repository.read(path) ?? '';
  const parsed = parse(text, path);
  if ('finding' in parsed) {
    yield parsed.finding;
    return;
  }
  const document = new SourceDocument(text);
  for (const key of document.keysAt().filter((name) => !TOP_LEVEL.includes(name))) {
    yield sourceFinding('appspec.ignored', path, document.lineOf(key), { message: 'the agent ignores it', value: key, fix: `use one of ${TOP_LEVEL.join(', ')}` });
  }
  yield* checkFiles(document, path, revision);
  yield* checkPermissions(parsed.appSpec, document, path);
  yield* checkHooks({ repository, revision, document, path }, parsed.appSpec);
}

function parse(text: string, path: string): { readonly appSpec: AppSpec } | { readonly finding: Finding } {
  try {
    return { appSpec: parseAppSpec(text) };
  } catch (error) {
    if (error instanceof AppSpecError) {
      return { finding: sourceFinding('appspec.grammar', path, error.line ?? 1, { message: `the agent refuses it: ${error.message}`, fix: 'correct it as the AppSpec reference says' }) };
    }
    if (!isTooDeep(error)) throw error;
    return { finding: sourceFinding('appspec.grammar', path, 1, { message: 'it is nested too deep to be read', fix: 'write an AppSpec' }) };
  }
}

function* checkFiles(document: SourceDocument, path: string, revision: Revision): Iterable<Finding> {
  const targets = new Map<string, number>();
  for (let index = 0; index < document.countAt('files'); index++) {
    const source = document.textAt('files', index, 'source')?.text ?? '';
    const destination = document.textAt('files', index, 'destination')?.text ?? '';
    const sourceLine = document.lineOf('files', index, 'source');
    const line = document.lineOf('files', index, 'destination');
    if (/[*?[]/.test(source)) {
      yield sourceFinding('appspec.files-source', path, sourceLine, { message: 'a source is a file or a folder, not a pattern', value: source, fix: 'name the folder: its contents are copied' });
    } else {
      const presence = revision.entry(source);
      if (presence.status === 'missing') yield sourceFinding('appspec.files-source', path, sourceLine, { message: `the source must be in the revision: ${presence.why}`, value: source, fix: 'correct the path, or add it to the artifact in the buildspec' });
    }
    if (!posix.isAbsolute(destination)) {
      yield sourceFinding('appspec.files-destination', path, line, { message: "a destination must be absolute: it is relative to the agent's directory", value: destination, fix: 'begin it with /' });
    } else if (posix.extname(source) !== '' && posix.basename(clean(source)) === posix.basename(clean(destination))) {
      yield sourceFinding('appspec.files-destination', path, line, { message: 'a destination is always a folder: the file would lie in a folder of its own name', value: destination, fix: `write ${posix.dirname(clean(destination))}` });
    }
    const target = posix.join('/', destination, posix.extname(source) === '' ? clean(source) : posix.basename(clean(source)));
    const other = targets.get(target);
    if (other !== undefined) yield sourceFinding('appspec.files-twice', path, sourceLine, { message: `Install fails when two entries make the same file (see line ${other})`, value: target, fix: 'remove one of them' });
    targets.set(target, sourceLine);
  }
}

function* checkPermissions({ permissions }: AppSpec, document: SourceDocument, path: string): Iterable<Finding> {
  const destinations = Array.from({ length: document.countAt('files') }, (_, index) => clean(document.textAt('files', index, 'destination')?.text ?? ''));
  for (const [index, { object }] of permissions.entries()) {
    const mode = document.textAt('permissions', index, 'mode');
    if (mode && !mode.quoted && /^0[0-7]+$/.test(mode.text)) {
      yield sourceFinding('appspec.mode', path, document.lineOf('permissions', index, 'mode'), { message: `YAML reads this as an octal number, so the mode would be ${parseInt(mode.text, 8)}`, value: mode.text, fix: `write ${mode.text.replace(/^0+/, '')} or '${mode.text}'` });
    }
    const folder = clean(object);
    const touches = destinations.some((destination) => `${destination}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${destination}/`) || folder === '/');
    if (!touches) {
      yield sourceFinding('appspec.permission-object', path, document.lineOf('permissions', index, 'object'), { message: 'permissions are set only on what the deployment copies, and it copies nothing below this', value: object, fix: `name one of ${destinations.join(', ') || 'the destinations'}` });
    }
  }
}
