import { posix } from 'node:path';
import { platformOf, unchecked } from './app-spec-platform';
import { checkHooks } from './appspec-hooks';
import { checkYamlVersions } from './appspec-yaml-versions';
import { checkDuplicateKeys } from './duplicate-keys';
import { MadeFiles } from './made-files';
import { clean, type Repository } from './repository';
import type { Revision } from './revision';
import { SourceDocument } from './source-document';
import { sourceFinding } from './source-rule';
import { checkUnits } from './unit-checks';
import { checkUnitReload } from './unit-reload-checks';
import { checkUnreadVariables } from './unread-variables';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import { AppSpecError } from '../../codedeploy/agent/appspec/app-spec-error';
import { parseAppSpec } from '../../codedeploy/agent/appspec/parse-app-spec';
import { similarTo } from '../assembly/similar';
import type { CheckResult, Finding } from '../finding';
import type { GivenFile } from '../request';

/** Keys that the agent reads in an entry; it silently ignores all others. */
const ENTRY_KEYS: Readonly<Record<string, readonly string[]>> = {
  files: ['source', 'destination'],
  permissions: ['object', 'pattern', 'except', 'type', 'owner', 'group', 'mode', 'acls', 'context'],
};
/** What people write in an entry of `files` when they mean `file_exists_behavior`. */
const OVERWRITE = /^(overwrite|file_exists_behavior)$/i;
const TOP_LEVEL = ['version', 'os', 'files', 'hooks', 'permissions', 'file_exists_behavior'];

interface Context {
  readonly repository: Repository;
  /** Path of the AppSpec in the repository. */
  readonly path: string;
  readonly revision: Revision;
  /** Whether a pipeline deploys it to instances. */
  readonly forInstances: boolean;
  /** What the environments give the application. */
  readonly given: readonly GivenFile[];
}

/** Checks `appspec.yml` on its own, and against the revision that will contain it. */
export function checkAppSpec(context: Context): CheckResult {
  const { repository, path, revision, forInstances, given } = context;
  const text = repository.read(path) ?? '';
  const document = SourceDocument.read(text);
  const platform = document && platformOf(document);
  if (platform !== undefined && platform !== 'Linux') {
    return forInstances ? { findings: [wrongPlatform(platform, path)], notChecked: [] } : { findings: [], notChecked: [unchecked(platform, path)] };
  }
  const parsed = parse(text, path);
  if ('finding' in parsed || !document) return { findings: 'finding' in parsed ? [parsed.finding] : [], notChecked: [] };
  const ignored = [...ignoredKeys(document, path), ...ignoredEntryKeys(document, path)];
  const made = new MadeFiles(repository, revision, parsed.appSpec);
  const findings = [
    ...ignored,
    // The interpretation of a value that is ignored does not matter.
    ...[...checkYamlVersions(text, path)].filter(({ line }) => !ignored.some((other) => other.line === line)),
    ...checkDuplicateKeys('appspec.duplicate-key', text, path),
    ...checkFiles(document, path, revision),
    ...checkPermissions(parsed.appSpec, document, path),
    ...checkHooks({ repository, revision, document, path }, parsed.appSpec),
    ...checkUnitReload(repository, revision, parsed.appSpec),
    ...checkUnits(repository, revision, parsed.appSpec, made),
    ...checkUnreadVariables(repository, revision, parsed.appSpec, given, made),
  ];
  return { findings, notChecked: [] };
}

function wrongPlatform(platform: string, path: string): Finding {
  return sourceFinding('appspec.platform', path, 1, {
    message: 'the pipeline deploys to EC2 instances that run Linux, and this AppSpec is for something else',
    value: platform,
    fix: 'write os: linux, with files and hooks',
  });
}

function parse(text: string, path: string): { readonly appSpec: AppSpec } | { readonly finding: Finding } {
  try {
    return { appSpec: parseAppSpec(text) };
  } catch (error) {
    if (!(error instanceof AppSpecError)) throw error;
    return { finding: grammar(path, error.line ?? 1, `the agent rejects it: ${error.message.replace(/\.$/, '')}`) };
  }
}

function grammar(path: string, line: number, message: string): Finding {
  return sourceFinding('appspec.grammar', path, line, { message, fix: 'correct it according to the AppSpec reference' });
}

function* ignoredKeys(document: SourceDocument, path: string): Iterable<Finding> {
  for (const key of document.keysAt().filter((name) => !TOP_LEVEL.includes(name))) {
    const meant = similarTo(key, TOP_LEVEL);
    yield sourceFinding('appspec.ignored', path, document.lineOf(key), {
      severity: meant === undefined ? 'warning' : 'error',
      message: 'the agent ignores it',
      value: key,
      fix: meant === undefined ? `use one of ${TOP_LEVEL.join(', ')}` : `write ${meant}`,
    });
  }
}

function* ignoredEntryKeys(document: SourceDocument, path: string): Iterable<Finding> {
  for (const [section, known] of Object.entries(ENTRY_KEYS)) {
    for (let index = 0; index < document.countAt(section); index++) {
      for (const key of document.keysAt(section, index).filter((name) => !known.includes(name))) {
        const meant = similarTo(key, known);
        yield sourceFinding('appspec.ignored', path, document.lineOf(section, index, key), {
          severity: 'warning',
          message: `the agent ignores it in an entry of ${section}`,
          value: key,
          fix: section === 'files' && OVERWRITE.test(key)
            ? 'write file_exists_behavior: OVERWRITE at the top level, which applies to all files'
            : `write ${meant ?? `one of ${known.join(', ')}`}`,
        });
      }
    }
  }
}

function* checkFiles(document: SourceDocument, path: string, revision: Revision): Iterable<Finding> {
  const targets = new Map<string, number>();
  for (let index = 0; index < document.countAt('files'); index++) {
    const source = document.textAt('files', index, 'source')?.text ?? '';
    const destination = document.textAt('files', index, 'destination')?.text ?? '';
    const sourceLine = document.lineOf('files', index, 'source');
    yield* checkSource(source, path, sourceLine, revision);
    const name = revision.copiesFile(source) ? posix.basename(clean(source)) : undefined;
    yield* checkDestination(name, destination, path, document.lineOf('files', index, 'destination'));
    const target = posix.join('/', destination, name ?? `${clean(source)}/`);
    const other = targets.get(target);
    if (other !== undefined) {
      yield sourceFinding('appspec.files-twice', path, sourceLine, {
        message: `Install fails if two entries create the same file (see line ${other})`, value: target, fix: 'remove one of them',
      });
    }
    targets.set(target, sourceLine);
  }
}

function* checkSource(source: string, path: string, line: number, revision: Revision): Iterable<Finding> {
  if (/[*?[]/.test(source) && revision.entry(source).status !== 'present') {
    yield sourceFinding('appspec.files-source', path, line, {
      message: 'a source is a file or a folder, not a pattern', value: source, fix: 'name the folder: its contents are copied',
    });
    return;
  }
  const presence = revision.entry(source);
  if (presence.status !== 'missing' && presence.status !== 'unseen') return;
  yield sourceFinding('appspec.files-source', path, line, {
    severity: presence.status === 'missing' ? 'error' : 'warning',
    message: `the source must be in the revision: ${presence.why}`,
    value: source,
    fix: 'correct the path, or add it to the artifact in the buildspec',
  });
}

/** `name` is the file's name, or undefined for a folder, whose contents are copied. */
function* checkDestination(name: string | undefined, destination: string, path: string, line: number): Iterable<Finding> {
  if (!posix.isAbsolute(destination)) {
    yield sourceFinding('appspec.files-destination', path, line, {
      severity: 'warning',
      message: "it is relative to the agent's working directory, which is / or the agent's own",
      value: destination,
      fix: 'start it with /',
    });
  } else if (name !== undefined && name === posix.basename(clean(destination)) && isMeantAsFile(name, destination)) {
    yield sourceFinding('appspec.files-destination', path, line, {
      message: 'a destination is always a folder: the file would end up in a folder of the same name',
      value: destination,
      fix: `write ${posix.dirname(clean(destination))}`,
    });
  }
}

/**
 * A program without an extension is often in a folder of the same name, such as /opt/api/api, but not in folders for system programs and
 * settings.
 */
function isMeantAsFile(name: string, destination: string): boolean {
  return name.includes('.') || /(?:\/s?bin|\.d|^\/etc(?:\/default|\/sysconfig)?)$/.test(posix.dirname(clean(destination)));
}

function* checkPermissions({ permissions }: AppSpec, document: SourceDocument, path: string): Iterable<Finding> {
  const count = document.countAt('files');
  const destinations = Array.from({ length: count }, (_, index) => clean(document.textAt('files', index, 'destination')?.text ?? ''));
  for (const [index, { object }] of permissions.entries()) {
    const mode = document.textAt('permissions', index, 'mode');
    if (mode && !mode.quoted && /^0[0-7]+$/.test(mode.text)) {
      yield sourceFinding('appspec.mode', path, document.lineOf('permissions', index, 'mode'), {
        message: `YAML reads this as an octal number, so the mode would be ${parseInt(mode.text, 8)}`,
        value: mode.text,
        fix: `write ${mode.text.replace(/^0+/, '')} or '${mode.text}'`,
      });
    }
    if (destinations.some((destination) => isBelow(destination, clean(object)) || isBelow(clean(object), destination))) continue;
    yield sourceFinding('appspec.permission-object', path, document.lineOf('permissions', index, 'object'), {
      severity: 'warning',
      message: 'permissions are only set on what the deployment copies, and it copies nothing below this',
      value: object,
      fix: `name one of ${destinations.join(', ') || 'the destinations'}`,
    });
  }
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || `${path}/`.startsWith(`${folder}/`);
}
