import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksTable } from './checks-table';
import { requireCurrentAssembly } from './current-assembly';
import { findingsTable } from './findings-table';
import { givenTypes } from './given-types';
import { messagesTable } from './messages-table';
import { permissionsTable } from './permissions-table';

/** What `npx projen docs:tables` does. */
const root = join(__dirname, '..', '..');
const docs = join(root, 'docs');
requireCurrentAssembly(root);
writeFileSync(join(root, 'src', 'core', 'given-types.json'), givenTypes());
writeFileSync(join(docs, 'permissions.md'), permissionsTable());
writeFileSync(join(docs, 'security-findings.md'), findingsTable());
writeFileSync(join(docs, 'checks.md'), checksTable());
writeFileSync(join(docs, 'messages.md'), messagesTable());
