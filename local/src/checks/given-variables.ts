import type { GivenFile } from './request';
import { readAssemblyTemplate, type CloudAssembly, type PipelineModel, type Template } from '../assembly';
import { at, isObject, listAt, stringAt } from '../assembly/json';
import { textOf } from '../assembly/text';

const METADATA = 'gostyle:instance';
const SECRETS_FILE = '/run/gostyle-secrets/environment';
/** Set in every environment, so an application that does not read them misses nothing. */
const ALWAYS = ['PORT', 'HOST', 'HEALTH_CHECK_PATH', 'NODE_ENV', 'PYTHONUNBUFFERED'];

/** What the environments of a pipeline give the application on hosts: files with variables, and with secrets. */
export function givenFiles(assembly: CloudAssembly, { metadata: { environments } }: PipelineModel): GivenFile[] {
  return environments.flatMap(({ name, templatePath }) => {
    const template = readAssemblyTemplate(assembly, templatePath);
    return template.status === 'success' ? givenBy(template.value).map((given) => ({ environment: name, ...given })) : [];
  });
}

function givenBy({ resources }: Template): Omit<GivenFile, 'environment'>[] {
  return Object.values(resources).flatMap(({ metadata, properties }) => {
    const path = stringAt(metadata, METADATA, 'environmentFile');
    if (path === undefined) return [];
    const variables = variablesIn(textOf(at(properties, 'LaunchTemplateData', 'UserData')));
    const secrets = listAt(metadata, METADATA, 'secrets').filter(isObject).flatMap((secret) => stringAt(secret, 'name') ?? []);
    return [
      { kind: 'variables' as const, path, names: variables.filter((name) => !ALWAYS.includes(name)) },
      { kind: 'secrets' as const, path: SECRETS_FILE, names: secrets },
    ].filter(({ names }) => names.length > 0);
  });
}

/** The names in `GOSTYLE_ENVIRONMENT`, whose lines are `NAME=value` in quotes or, with values that only AWS knows, in a here-document. */
function variablesIn(userData: string): string[] {
  const assigned = /^(?:export )?GOSTYLE_ENVIRONMENT=(?:'([^']*(?:'\\''[^']*)*)'|"\$\(cat <<'(\w+)'\n([\s\S]*?)\n\2\n)/m.exec(userData);
  return (assigned?.[1] ?? assigned?.[3] ?? '').split('\n').flatMap((line) => /^([A-Za-z_]\w*)=/.exec(line)?.[1] ?? []);
}
