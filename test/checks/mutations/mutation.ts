import type { TemplateEditor } from '../template-editor';

/** Templates of the fullest assembly, each a copy that may be changed. */
export interface Templates {
  readonly pipeline: TemplateEditor;
  readonly staging: TemplateEditor;
  readonly production: TemplateEditor;
}

/** A mistake: the rule that must find it, a description, and the change, which returns the logical id that the finding must name. */
export type Mutation = MutationOf<Templates>;

/** `also` lists all other findings of the mistake: the rule, with the number in brackets if there is more than one. */
export type MutationOf<T> = readonly [rule: string, what: string, change: (templates: T) => string, also?: readonly string[]];

export const PIPELINE = 'AWS::CodePipeline::Pipeline';
export const PROJECT = 'AWS::CodeBuild::Project';
export const ROLE = 'AWS::IAM::Role';
export const POLICY = 'AWS::IAM::Policy';
export const BUCKET = 'AWS::S3::Bucket';
export const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
export const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
export const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
export const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
export const ALARM = 'AWS::CloudWatch::Alarm';
export const INSTANCE_POLICY = `${POLICY}#InstanceRole`;

/** Path of a policy's first statement. */
export const STATEMENT = 'PolicyDocument/Statement/0';

export const GOOD_ALARM = {
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 3,
  Threshold: 1,
  Namespace: 'AWS/EC2',
  MetricName: 'StatusCheckFailed',
  Period: 60,
  Statistic: 'Sum',
};

/** Path of an action. */
export function action(stage: string, name: string, below = ''): string {
  return `Stages/Name=${stage}/Actions/Name=${name}${below && `/${below}`}`;
}

/** The logical id of the pipeline's artifact bucket. */
export function artifactBucket(pipeline: TemplateEditor): string {
  return (pipeline.get(PIPELINE, 'ArtifactStore/Location') as { Ref: string }).Ref;
}
