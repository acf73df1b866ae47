import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CloudWatchLogs } from './cloud-watch-logs';
import { ExistingDomain } from './existing-domain';
import type { ExistingOpenSearchOptions } from './existing-open-search-options';
import type { ILogs } from './logs-config';
import { OpenSearchLogs } from './open-search-logs';
import { requireOpenSearch, type OpenSearchOptions } from './open-search-options';
import { guardFactories } from '../core/guard-factories';
import { requireLogs, type LogOptions } from '../observability/log-options';

/**
 * Where the logs of an environment go: those of the application, of the CodeDeploy agent and of hook scripts, on every compute.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { logs: Logs.openSearch({ unit: 'my-app.service' }) });
 * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/logs.md
 */
export class Logs {
  /**
   * To Amazon CloudWatch Logs, about 0.50 USD a GB; no standing cost.
   *
   * @param options the unit of the application, and how long the logs are kept
   */
  static cloudWatch(options: LogOptions = {}): ILogs {
    requireLogs('logs', options);
    return new CloudWatchLogs(options);
  }

  /**
   * To CloudWatch, and from there to an Amazon OpenSearch Service domain of the environment's own, with access logs and flow logs: in private
   * subnets, encrypted, with an index template, retention, dashboards and alerts.
   *
   * About 35 USD a month with one node, about 72 USD in production with two, and about 0.60 USD a GB. The first change set takes about half an
   * hour longer. In production the domain stays when the environment is deleted, and so does its cost.
   *
   * @param options the unit of the application, the domain's size, and how long logs can be searched
   */
  static openSearch(options: OpenSearchOptions = {}): ILogs {
    requireLogs('logs', options);
    requireOpenSearch('logs', options);
    return new OpenSearchLogs(options);
  }

  /**
   * To CloudWatch, and from there to an Amazon OpenSearch Service domain that exists already, such as one that several environments share. About
   * 15 USD a month for network interfaces in its VPC, and about 0.60 USD a GB. The domain itself is not changed.
   *
   * @param domain the domain, from `Domain.fromDomainAttributes`
   * @param options the unit of the application, and how the domain is reached
   */
  static existingOpenSearch(domain: IDomain, options: ExistingOpenSearchOptions = {}): ILogs {
    requireLogs('logs', options);
    return new ExistingDomain(domain, options);
  }

  private constructor() {}
}

guardFactories('Logs', Logs);
