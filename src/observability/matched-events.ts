import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnRule } from 'aws-cdk-lib/aws-events';

/**
 * Counts the events that a rule matches, whether it has a target or not.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function matchedEvents(rule: CfnRule): Metric {
  return new Metric({
    namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { RuleName: rule.ref }, statistic: Stats.SUM, period: Duration.minutes(1),
  });
}
