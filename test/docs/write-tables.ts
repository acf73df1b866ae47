import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksTable } from './checks-table';
import { findingsTable } from './findings-table';
import { givenTypes } from './given-types';
import { messagesTable } from './messages-table';
import { permissionsTable } from './permissions-table';

/** What `npx projen docs:tables` does. */
const docs = join(__dirname, '..', '..', 'docs');
writeFileSync(join(__dirname, '..', '..', 'src', 'core', 'given-types.json'), givenTypes());
writeFileSync(join(docs, 'permissions.md'), permissionsTable());
writeFileSync(join(docs, 'security-findings.md'), findingsTable());
writeFileSync(join(docs, 'checks.md'), checksTable());
writeFileSync(join(docs, 'messages.md'), messagesTable());
