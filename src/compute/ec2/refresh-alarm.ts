import { Alarm, ComparisonOperator, TreatMissingData, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { matchedEvents } from '../../observability/matched-events';

/** How long the start of an alarm is remembered: longer than the event and its metric are delayed. */
const MINUTES = 5;

/**
 * Is raised when one of the alarms starts and ends soon after, even if that alarm continues. It thus stops an instance refresh that raises
 * an alarm, but not one that brings the fix while an alarm is active. The alarms themselves send the notifications.
 */
export class RefreshAlarm extends Construct {
  readonly alarm: IAlarm;

  constructor(scope: Construct, id: string, alarms: IAlarm[]) {
    super(scope, id);
    const rule = new CfnRule(this, 'Begun', {
      description: 'Alarms that begin, for the instance refresh',
      eventPattern: {
        'source': ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        'resources': alarms.map(({ alarmArn }) => alarmArn),
        'detail': { state: { value: ['ALARM'] } },
      },
    });
    this.alarm = new Alarm(this, 'Resource', {
      metric: matchedEvents(rule),
      threshold: 1,
      evaluationPeriods: MINUTES,
      datapointsToAlarm: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: 'an alarm began a few minutes ago: an instance refresh in progress is stopped',
    });
  }
}
