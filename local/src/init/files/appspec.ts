import type { Project } from '../project';
import { yamlText } from '../quoting/yaml';

/** In seconds; CodeDeploy's default is an hour. */
const TIMEOUTS = { ApplicationStop: 60, ApplicationStart: 60, ValidateService: 60 };

/** The AppSpec: what the CodeDeploy agent does on a host. */
export function appspec({ application: { name, install } }: Project): string {
  const files = install.flatMap(({ source, below }) => [
    `  - source: ${yamlText(source)}`,
    `    destination: ${yamlText(`/opt/${[name, ...below === undefined || below === '.' ? [] : [below]].join('/')}`)}`,
  ]);
  const hooks = Object.entries(TIMEOUTS).flatMap(([event, timeout]) => [
    `  ${event}:`, '    - location: deploy/hook.sh', `      timeout: ${timeout}`,
  ]);
  return [
    '# What the CodeDeploy agent does on a host. The build adds deploy/hook.sh.',
    'version: 0.0',
    'os: linux',
    'files:',
    ...files,
    `  - source: deploy/${name}.service`,
    '    destination: /etc/systemd/system',
    '# An interrupted deployment leaves files that the next one must replace.',
    'file_exists_behavior: OVERWRITE',
    'hooks:',
    ...hooks,
    '',
  ].join('\n');
}
