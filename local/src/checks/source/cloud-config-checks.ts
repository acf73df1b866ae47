import { checkDuplicateKeys } from './duplicate-keys';
import { sourceFinding } from './source-rule';
import { readYaml } from './source-yaml';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';
import type { Finding } from '../finding';

/** cloud-init does not recognize the document without it. */
const HEADER = '#cloud-config';

/** Modules that work during a host's setup; see `provisioning/parts/cloud-init.sh`. */
export const CLOUD_CONFIG_KEYS: readonly string[] = [
  'bootcmd', 'write_files', 'ca_certs', 'users', 'groups', 'locale', 'yum_repos', 'ntp', 'timezone', 'package_update', 'package_upgrade', 'packages',
];

/** Keys that do not apply during a host's setup, and what to use instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  runcmd: 'use `Provisioning.script`, whose failure ends the setup',
  disk_setup: 'use `compute.volumeSizeGiB`',
  mounts: 'use `Provisioning.script`',
  hostname: 'leave it out: hosts are identified by their instance id',
  ssh_authorized_keys: 'leave it out: use Session Manager to access hosts',
  chpasswd: 'leave it out: a password would be readable in user data',
  power_state: 'leave it out: a host that restarts during its setup gets no revision',
};

/** Checks a cloud-config document that a host applies during setup. Types of values are left to cloud-init's own schema, on the host. */
export function checkCloudConfig(path: string): Finding[] {
  const { text, root } = readYaml(path);
  if (text.split('\n', 1)[0].trimEnd() !== HEADER) {
    return [sourceFinding('cloud-config.header', path, 1, {
      message: `must start with \`${HEADER}\``, value: text.split('\n', 1)[0], fix: 'write it as the first line',
    })];
  }
  if (root instanceof SyntaxProblem) {
    return [sourceFinding('cloud-config.syntax', path, root.line, { message: 'must be YAML', value: root.problem, fix: 'correct it' })];
  }
  const second = secondDocument(text);
  if (second !== undefined) {
    return [sourceFinding('cloud-config.syntax', path, second, {
      message: 'must be one YAML document, because cloud-init does not read a second one', value: '---', fix: 'make a file of each, or merge them',
    })];
  }
  if (root.entries.size === 0) {
    return [sourceFinding('cloud-config.keys', path, root.line, {
      message: 'must be a non-empty mapping', fix: 'write `write_files:`, for example',
    })];
  }
  const unknown = [...root.entries].filter(([key]) => !CLOUD_CONFIG_KEYS.includes(key)).map(([key, { line }]) =>
    sourceFinding('cloud-config.keys', path, line, {
      message: `must be one of ${CLOUD_CONFIG_KEYS.join(', ')}`,
      value: key,
      fix: INSTEAD[key] ?? 'use `Provisioning.script` or `Provisioning.ansible`',
    }));
  return [...unknown, ...checkDuplicateKeys('cloud-config.duplicate-key', text, path)];
}

/** The line of a separator after content. */
function secondDocument(text: string): number | undefined {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => !/^\s*(#.*)?$|^---\s*$/.test(line));
  const separator = lines.findIndex((line, index) => index > first && /^---(\s|$)/.test(line));
  return first < 0 || separator < 0 ? undefined : separator + 1;
}
