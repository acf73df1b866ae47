import type { Rule } from './rule';
import { ACCOUNT_RULES } from './rules/accounts';
import { ALARM_METRIC_RULES } from './rules/alarm-metrics';
import { AUTOSCALING_RULES } from './rules/autoscaling';
import { BALANCER_ATTRIBUTE_RULES } from './rules/balancer-attributes';
import { CLOUDWATCH_ALARM_RULES } from './rules/cloudwatch-alarms';
import { CODEBUILD_ENVIRONMENT_RULES } from './rules/codebuild-environment';
import { CODEBUILD_SOURCE_RULES } from './rules/codebuild-source';
import { CODEBUILD_STORE_RULES } from './rules/codebuild-stores';
import { CODEDEPLOY_APPLICATION_RULES } from './rules/codedeploy-applications';
import { CODEDEPLOY_CONFIGURATION_RULES } from './rules/codedeploy-configurations';
import { CODEDEPLOY_FLEET_RULES } from './rules/codedeploy-fleet';
import { CODEDEPLOY_ROLLBACK_RULES } from './rules/codedeploy-rollback';
import { CODEDEPLOY_TRAFFIC_RULES } from './rules/codedeploy-traffic';
import { DEFINITION_RULES } from './rules/definitions';
import { ECS_RULES } from './rules/ecs';
import { ECS_TRAFFIC_RULES } from './rules/ecs-traffic';
import { ENVIRONMENT_RULES } from './rules/environments';
import { EVENT_RULES } from './rules/event-rules';
import { IAM_ACTION_RULES } from './rules/iam-actions';
import { IAM_POLICY_RULES } from './rules/iam-policies';
import { IAM_RESOURCE_RULES } from './rules/iam-resources';
import { IAM_ROLE_RULES } from './rules/iam-roles';
import { IAM_SERVICE_RULES } from './rules/iam-services';
import { INSTANCE_ACCES_RULES } from './rules/instance-access';
import { INSTANCE_IMAGE_RULES } from './rules/instance-image';
import { INSTANCE_NETWORK_RULES } from './rules/instance-network';
import { INTRINSIC_FUNCTION_RULES } from './rules/intrinsic-functions';
import { KMS_KEY_RULES } from './rules/kms-keys';
import { LAMBDA_RULES } from './rules/lambda';
import { LISTENER_RULES } from './rules/listeners';
import { LOAD_BALANCER_RULES } from './rules/load-balancers';
import { LOG_DELIVERY_RULES } from './rules/log-delivery';
import { LOG_RULES } from './rules/logs';
import { NAT_GATEWAY_RULES } from './rules/nat-gateways';
import { NULL_VALUE_RULES } from './rules/null-values';
import { OPEN_SEARCH_RULES } from './rules/open-search';
import { PIPELINE_ACTION_RULES } from './rules/pipeline-actions';
import { PIPELINE_ARTIFACT_RULES } from './rules/pipeline-artifacts';
import { PIPELINE_CLOUDFORMATION_RULES } from './rules/pipeline-cloudformation';
import { PIPELINE_STAGE_RULES } from './rules/pipeline-stages';
import { PIPELINE_START_RULES } from './rules/pipeline-starts';
import { PIPELINE_TYPE_RULES } from './rules/pipeline-type';
import { PIPELINE_VARIABLE_RULES } from './rules/pipeline-variables';
import { POLICY_DOCUMENT_RULES } from './rules/policy-documents';
import { REFERENCE_RULES } from './rules/references';
import { ROLLING_UPDATE_RULES } from './rules/rolling-updates';
import { ROUTE_RULES } from './rules/routes';
import { S3_BUCKET_RULES } from './rules/s3-buckets';
import { SCALING_POLICIE_RULES } from './rules/scaling-policies';
import { SECRET_RULES } from './rules/secrets';
import { SECURITY_GROUP_RULES } from './rules/security-groups';
import { SNS_TOPIC_RULES } from './rules/sns-topics';
import { SUBNET_RULES } from './rules/subnets';
import { TARGET_GROUP_RULES } from './rules/target-groups';
import { UNRESOLVED_TOKEN_RULES } from './rules/unresolved-tokens';
import { USER_DATA_RULES } from './rules/user-data';
import { VPC_ENDPOINT_RULES } from './rules/vpc-endpoints';
import { VPC_RULES } from './rules/vpcs';

/** Every rule about cloud assemblies. */
export const RULES: readonly Rule[] = [
  INTRINSIC_FUNCTION_RULES, NULL_VALUE_RULES, UNRESOLVED_TOKEN_RULES, REFERENCE_RULES, PIPELINE_TYPE_RULES, PIPELINE_STAGE_RULES,
  PIPELINE_START_RULES, PIPELINE_VARIABLE_RULES, PIPELINE_ARTIFACT_RULES, PIPELINE_ACTION_RULES, PIPELINE_CLOUDFORMATION_RULES,
  CODEBUILD_ENVIRONMENT_RULES, CODEBUILD_SOURCE_RULES, CODEBUILD_STORE_RULES, CODEDEPLOY_APPLICATION_RULES, CODEDEPLOY_CONFIGURATION_RULES,
  CODEDEPLOY_FLEET_RULES, CODEDEPLOY_TRAFFIC_RULES, CODEDEPLOY_ROLLBACK_RULES, VPC_RULES, SUBNET_RULES, ROUTE_RULES, NAT_GATEWAY_RULES,
  VPC_ENDPOINT_RULES, SECURITY_GROUP_RULES, LOAD_BALANCER_RULES, BALANCER_ATTRIBUTE_RULES, LISTENER_RULES, TARGET_GROUP_RULES,
  AUTOSCALING_RULES, ROLLING_UPDATE_RULES, SCALING_POLICIE_RULES, INSTANCE_IMAGE_RULES, INSTANCE_NETWORK_RULES, INSTANCE_ACCES_RULES,
  USER_DATA_RULES, IAM_ACTION_RULES, IAM_POLICY_RULES, POLICY_DOCUMENT_RULES, IAM_ROLE_RULES, IAM_RESOURCE_RULES, IAM_SERVICE_RULES,
  S3_BUCKET_RULES, KMS_KEY_RULES, SNS_TOPIC_RULES, CLOUDWATCH_ALARM_RULES, ALARM_METRIC_RULES, LOG_RULES, LOG_DELIVERY_RULES,
  OPEN_SEARCH_RULES, EVENT_RULES, DEFINITION_RULES, LAMBDA_RULES,
  SECRET_RULES, ECS_RULES, ECS_TRAFFIC_RULES, ENVIRONMENT_RULES, ACCOUNT_RULES,
].flat();
