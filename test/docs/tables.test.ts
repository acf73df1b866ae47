import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksTable } from './checks-table';
import { findingsTable } from './findings-table';
import { givenTypes } from './given-types';
import { messagesTable } from './messages-table';
import { permissionsTable } from './permissions-table';

const written = (name: string) => readFileSync(join(__dirname, '..', '..', 'docs', name), 'utf8');

test('src/core/given-types.json is current: npx projen compile && npx projen docs:tables', () => {
  expect(givenTypes()).toBe(readFileSync(join(__dirname, '..', '..', 'src', 'core', 'given-types.json'), 'utf8'));
});

test('docs/permissions.md is current: npx projen docs:tables', () => {
  expect(permissionsTable()).toBe(written('permissions.md'));
});

test('docs/security-findings.md is current: npx projen docs:tables', () => {
  expect(findingsTable()).toBe(written('security-findings.md'));
});

test('docs/checks.md is current: npx projen docs:tables', () => {
  expect(checksTable()).toBe(written('checks.md'));
});

test('docs/messages.md is current: npx projen docs:tables', () => {
  expect(messagesTable()).toBe(written('messages.md'));
});
