import type { Construct } from 'constructs';
import type { ILogs, LogsBindOptions, LogsConfig } from './logs-config';
import type { LogOptions } from '../observability/log-options';

/** Log groups, which the compute makes: nothing else is needed. */
export class CloudWatchLogs implements ILogs {
  constructor(readonly toCloudWatch: LogOptions) {}

  bind(_scope: Construct, _options: LogsBindOptions): LogsConfig {
    return {};
  }
}
