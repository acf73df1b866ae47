import { at, booleanAt, listAt, stringAt } from '../../../assembly/json';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

const PROJECT = 'AWS::CodeBuild::Project';

/** Where a build stores artifacts, logs and cache. */
export const CODEBUILD_STORE_RULES: readonly Rule[] = [
  resourceRule('codebuild.encryption', PROJECT, encryption, 'warning'),
  resourceRule('codebuild.logs', PROJECT, logs),
  resourceRule('codebuild.cache', PROJECT, cache),
];

function* encryption({ properties }: Node): Iterable<ResourceProblem> {
  if (booleanAt(properties, 'Artifacts', 'EncryptionDisabled') === true) {
    yield { path: 'Properties.Artifacts.EncryptionDisabled', message: 'artifacts must be encrypted', value: true, fix: 'remove it' };
  }
  for (const key of ['CloudWatchLogs', 'S3Logs']) {
    if (booleanAt(properties, 'LogsConfig', key, 'EncryptionDisabled') === true) {
      yield {
        path: `Properties.LogsConfig.${key}.EncryptionDisabled`,
        message: 'logs must be encrypted',
        value: true,
        fix: 'remove it',
      };
    }
  }
}

function* logs({ properties }: Node): Iterable<ResourceProblem> {
  const [watch, bucket] = ['CloudWatchLogs', 'S3Logs'].map((key) => stringAt(properties, 'LogsConfig', key, 'Status'));
  for (const [key, status] of [
    ['CloudWatchLogs', watch],
    ['S3Logs', bucket],
  ]) {
    if (status !== undefined && !['ENABLED', 'DISABLED'].includes(status)) {
      yield {
        path: `Properties.LogsConfig.${key}.Status`,
        message: 'must be ENABLED or DISABLED',
        value: status,
        fix: 'write ENABLED',
      };
    }
  }
  if (watch === 'DISABLED' && bucket !== 'ENABLED') {
    yield {
      path: 'Properties.LogsConfig',
      message: 'the log of a build must be stored somewhere',
      value: 'DISABLED',
      fix: 'enable CloudWatchLogs',
      severity: 'warning',
    };
  }
}

function* cache({ properties }: Node): Iterable<ResourceProblem> {
  const type = stringAt(properties, 'Cache', 'Type');
  if (type !== undefined && !['NO_CACHE', 'S3', 'LOCAL'].includes(type)) {
    yield {
      path: 'Properties.Cache.Type',
      message: 'must be NO_CACHE, S3 or LOCAL',
      value: type,
      fix: 'name one of them',
    };
  }
  if (type === 'S3' && at(properties, 'Cache', 'Location') === undefined) {
    yield {
      path: 'Properties.Cache.Location',
      message: 'a cache in S3 must name its bucket',
      fix: 'set Location',
    };
  }
  if (type === 'LOCAL' && listAt(properties, 'Cache', 'Modes').length === 0) {
    yield {
      path: 'Properties.Cache.Modes',
      message: 'a local cache must name its modes',
      fix: 'set Modes',
    };
  }
}
