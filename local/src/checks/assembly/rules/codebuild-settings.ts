import { at, booleanAt, listAt, stringAt } from '../../../assembly/json';
import { resourceRule, type Rule } from '../rule';

const PROJECT = 'AWS::CodeBuild::Project';


const MAKES_IMAGES = /docker|podman|buildah|buildkit|kaniko|finch|testcontainers|\bcdk\b|\bsam\b|\becr\b|make|npm|yarn|gradle|mvn|\.sh\b/i;

/** What a build may use: time, variables, privileges, logs and caches. */
export const CODEBUILD_SETTING_RULES: readonly Rule[] = [
  resourceRule(
    'codebuild.privileged',
    PROJECT,
    function* ({ properties }) {
      const commands = stringAt(properties, 'Source', 'BuildSpec') ?? '';
      // What a file of the repository says is not known here, and neither is what a program of the build does.
      if (booleanAt(properties, 'Environment', 'PrivilegedMode') === true && commands.includes('\n') && !MAKES_IMAGES.test(commands)) {
        yield {
          path: 'Properties.Environment.PrivilegedMode',
          message: 'a build that does not make container images needs no privileged mode',
          value: true,
          fix: 'set it to false',
        };
      }
    },
    'warning',
  ),

  resourceRule(
    'codebuild.encryption',
    PROJECT,
    function* ({ properties }) {
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
    },
    'warning',
  ),

  resourceRule('codebuild.logs', PROJECT, function* ({ properties }) {
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
        message: 'a build must keep its log somewhere',
        value: 'DISABLED',
        fix: 'enable CloudWatchLogs',
        severity: 'warning',
      };
    }
  }),

  resourceRule('codebuild.cache', PROJECT, function* ({ properties }) {
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
  }),
];
