import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkRoles } from './playbook-roles';
import { sourceFinding } from './source-rule';
import { readYaml } from './source-yaml';
import type { DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';
import type { Finding } from '../finding';

/** Host patterns that match the host that runs the playbook, which is the only one. */
const THIS_HOST = /^(all|\*|localhost|127\.0\.0\.1)$/;

/** An Ansible playbook that a host runs on itself. */
export function checkPlaybook(path: string): Finding[] {
  const { root } = readYaml(path);
  if (root instanceof SyntaxProblem) {
    return [sourceFinding('playbook.syntax', path, root.line, { message: 'must be YAML', value: root.problem, fix: 'correct it' })];
  }
  if (!root.isSequence || root.items.length === 0) {
    return [sourceFinding('playbook.plays', path, root.line, {
      message: 'must be a list of plays', fix: 'start with `- hosts: localhost`; a file of tasks belongs in a role or under `tasks` of a play',
    })];
  }
  return root.items.flatMap((play) => [...checkPlay(path, play)]);
}

function* checkPlay(path: string, play: DocumentValue): Iterable<Finding> {
  const imported = play.entries.get('import_playbook') ?? play.entries.get('ansible.builtin.import_playbook');
  if (imported) return yield* checkImport(path, imported.value);
  yield* checkRoles(path, play);
  const hosts = play.entries.get('hosts');
  if (!hosts) {
    yield sourceFinding('playbook.hosts', path, play.line, { message: 'a play must have hosts', fix: 'write `hosts: localhost`' });
    return;
  }
  const patterns = hosts.value.isSequence ? hosts.value.items.flatMap(({ text }) => text ?? []) : (hosts.value.text ?? '').split(/[,:]/);
  if (patterns.some((pattern) => THIS_HOST.test(pattern.trim()) || pattern.includes('{{'))) return;
  // Ansible would skip the play and report success.
  yield sourceFinding('playbook.hosts', path, hosts.line, {
    message: 'a play for other hosts is skipped: each host runs the playbook on itself', value: patterns.join(', '), fix: 'write `hosts: localhost`',
  });
}

function* checkImport(path: string, { text = '', line }: DocumentValue): Iterable<Finding> {
  // One with three parts is in a collection.
  if (text === '' || text.includes('{{') || /^\w+\.\w+\.\w+$/.test(text) || existsSync(resolve(dirname(path), text))) return;
  yield sourceFinding('playbook.import', path, line, {
    message: 'a playbook that is imported must exist', value: text, fix: 'correct its path, which begins at the folder of this one',
  });
}
