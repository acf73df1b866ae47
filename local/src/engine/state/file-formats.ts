import { basename } from 'node:path';
import type { StoredFile } from '../../system/stored-file';

const COMMIT = { id: 'name', subject: 'text', author: 'text', date: 'text', branch: 'text' } as const;
const REVISION = { id: 'name', commit: COMMIT, executionId: 'name', archive: 'text', sha256: 'text', bytes: 'number' } as const;
const ACTION = { name: 'text', provider: 'text', status: 'text' } as const;
const STAGE = { name: 'text', status: 'text', actions: [ACTION] } as const;

/** The expected shape of each file in the state directory, by file name. */
const FORMATS: Readonly<Record<string, StoredFile>> = {
  'execution.json': {
    shape: { 'id': 'name', 'status': 'text', 'trigger': 'text', 'commit': COMMIT, 'startedAt': 'text', 'stages': [STAGE], 'variables?': {} },
  },
  'failure.json': { shape: { executionId: 'name', time: 'text', stage: 'text', title: 'text', lastLines: ['text'] } },
  'test-report.json': { shape: { passed: 'number', failed: 'number', skipped: 'number', files: ['text'] } },
  'environment.json': {
    version: 1,
    shape: {
      'stackName': 'text',
      'port?': 'number',
      'stack?': {},
      'revision?': REVISION,
      'previousRevision?': REVISION,
      'instances': [{ 'id': 'name', 'health': 'text', 'revision?': REVISION }],
      'deployments': [{ id: 'text', status: 'text', revision: 'text', startedAt: 'text' }],
    },
  },
};
/** A revision's file is named after the revision. */
const REVISION_FILE: StoredFile = { shape: REVISION };

export function formatOf(path: string): StoredFile {
  return FORMATS[basename(path)] ?? REVISION_FILE;
}
