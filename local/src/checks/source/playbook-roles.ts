import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sourceFinding, type What } from './source-rule';
import { readYaml } from './source-yaml';
import type { DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';
import type { Finding } from '../finding';

/** Tasks with a role whose name is in their arguments. */
const ROLE_TASKS = ['import_role', 'include_role'].flatMap((name) => [name, `ansible.builtin.${name}`]);
const TASK_LISTS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'];
const REQUIREMENTS = ['requirements.yml', 'requirements.yaml', 'roles/requirements.yml', 'roles/requirements.yaml'];

/**
 * Roles that are neither beside the playbook nor installed from a file of requirements. A host may have one of that name in a folder of its own, from
 * a package or an earlier part of its setup; where there is none, Ansible stops before the first task.
 */
export function* checkRoles(playbook: string, play: DocumentValue): Iterable<Finding> {
  const folder = dirname(playbook);
  if (hasOwnRolesPath(folder)) return;
  const required = new Set(REQUIREMENTS.map((name) => join(folder, name)).filter((path) => existsSync(path)).flatMap(rolesIn));
  for (const role of rolesOf(play)) {
    const name = role.text ?? '';
    if (name === '' || name.includes('{{') || isOfCollection(name) || required.has(name) || isBeside(folder, name)) continue;
    yield sourceFinding('playbook.role', playbook, role.line, isPathInside(name) ? missingPath(name) : unknownRole(name));
  }
}

function missingPath(name: string): What {
  return {
    message: 'a role that is given by its path must be in the folder of the playbook, which is copied to the hosts',
    value: name,
    fix: 'correct the path, or write the role there',
  };
}

function unknownRole(name: string): What {
  return {
    severity: 'warning',
    message: 'a role is not in a folder beside the playbook, which is copied to the hosts: a host must have it in one of its own, such as '
      + '/usr/share/ansible/roles',
    value: name,
    fix: `write it in \`roles/${name}\`, name it in requirements.yml and install it into \`roles\` in the build, or install it in an earlier part of `
      + '`provisioning`',
  };
}

/** The names of the play's roles, in its list of roles and in its tasks. */
function* rolesOf(play: DocumentValue): Iterable<DocumentValue> {
  for (const role of play.entries.get('roles')?.value.items ?? []) yield nameOf(role);
  yield* rolesOfTasks(play);
}

function* rolesOfTasks(parent: DocumentValue): Iterable<DocumentValue> {
  for (const task of TASK_LISTS.flatMap((list) => parent.entries.get(list)?.value.items ?? [])) {
    for (const key of ROLE_TASKS) {
      const given = task.entries.get(key);
      if (given?.value.isMapping) yield nameOf(given.value);
    }
    yield* rolesOfTasks(task);
  }
}

/** Either the name alone, or a mapping with it. */
function nameOf(role: DocumentValue): DocumentValue {
  return role.entries.get('role')?.value ?? role.entries.get('name')?.value ?? role;
}

/** `community.general.nginx` */
function isOfCollection(name: string): boolean {
  return /^\w+\.\w+\.\w+/.test(name);
}

/** `./roles/web`, and not the path of a folder of the host. */
function isPathInside(name: string): boolean {
  return name.includes('/') && !/^[/~]/.test(name);
}

/** Ansible also takes paths, and looks beside the playbook itself. */
function isBeside(folder: string, name: string): boolean {
  return [resolve(folder, 'roles', name), resolve(folder, name)].some((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

/** Where roles are looked for is a setting. */
function hasOwnRolesPath(folder: string): boolean {
  const settings = join(folder, 'ansible.cfg');
  return existsSync(settings) && /^\s*roles_path\s*[=:]/m.test(readFileSync(settings, 'utf8'));
}

/** Names of roles in a file of `ansible-galaxy`: a list of roles, or a mapping with one. */
function rolesIn(path: string): string[] {
  const { root } = readYaml(path);
  if (root instanceof SyntaxProblem) return [];
  const roles = root.isSequence ? root.items : root.entries.get('roles')?.value.items ?? [];
  return roles.flatMap((role) => {
    const source = role.entries.get('src')?.value.text ?? role.text ?? '';
    // `git+https://example.com/nginx.git,v1.2` is the role `nginx`.
    return [role.entries.get('name')?.value.text ?? source.split(',')[0].replace(/^.*\/|\.git$|\.tar\.gz$/g, '')];
  });
}
