import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statefulResources } from './stateful';

/** What `npx projen contract:record` does, once for each release. */
const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8')) as { version: string };
writeFileSync(join(__dirname, `${version}.json`), `${JSON.stringify(statefulResources(), undefined, 1)}\n`);
