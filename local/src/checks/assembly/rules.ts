import type { Rule } from './rule';
import { ACCOUNT_RULES } from './rules/accounts';
import { ALARM_METRIC_RULES } from './rules/alarm-metrics';
import { AUTOSCALING_RULES } from './rules/autoscaling';
import { AUTOSCALING_UPDATE_RULES } from './rules/autoscaling-updates';
import { BALANCER_ATTRIBUTE_RULES } from './rules/balancer-attributes';
import { CODEBUILD_RULES } from './rules/codebuild';
import { CODEBUILD_BUILDSPEC_RULES } from './rules/codebuild-buildspec';
import { CODEBUILD_SETTING_RULES } from './rules/codebuild-settings';
import { CODEDEPLOY_RULES } from './rules/codedeploy';
import { CODEDEPLOY_FLEET_RULES } from './rules/codedeploy-fleet';
import { ECS_RULES } from './rules/ecs';
import { ENVIRONMENT_RULES } from './rules/environments';
import { EVENT_RULES } from './rules/event-rules';
import { FUNCTION_RULES } from './rules/functions';
import { IAM_ACTION_RULES } from './rules/iam-actions';
import { IAM_POLICY_RULES } from './rules/iam-policies';
import { IAM_RESOURCE_RULES } from './rules/iam-resources';
import { IAM_ROLE_RULES } from './rules/iam-roles';
import { IAM_SERVICE_RULES } from './rules/iam-services';
import { LAMBDA_RULES } from './rules/lambda';
import { LAUNCH_TEMPLATE_RULES } from './rules/launch-template';
import { LAUNCH_TEMPLATE_SETUP_RULES } from './rules/launch-template-setup';
import { LOAD_BALANCING_RULES } from './rules/load-balancing';
import { NETWORK_RULES } from './rules/network';
import { NETWORK_ADDRESS_RULES } from './rules/network-addresses';
import { OBSERVABILITY_RULES } from './rules/observability';
import { PIPELINE_ACTION_RULES } from './rules/pipeline-actions';
import { PIPELINE_ARTIFACT_RULES } from './rules/pipeline-artifacts';
import { PIPELINE_CLOUDFORMATION_RULES } from './rules/pipeline-cloudformation';
import { PIPELINE_SETTINGS_RULES } from './rules/pipeline-settings';
import { PIPELINE_STRUCTURE_RULES } from './rules/pipeline-structure';
import { POLICY_DOCUMENT_RULES } from './rules/policy-documents';
import { PROPERTY_RULES } from './rules/properties';
import { REFERENCE_RULES } from './rules/references';
import { SECRET_RULES } from './rules/secrets';
import { SECURITY_GROUP_RULES } from './rules/security-groups';
import { STORAGE_RULES } from './rules/storage';
import { SUBNET_RULES } from './rules/subnets';
import { TARGET_GROUP_RULES } from './rules/target-groups';
import { TEMPLATE_RULES } from './rules/template';

/** Every rule about cloud assemblies. */
export const RULES: readonly Rule[] = [
  TEMPLATE_RULES, FUNCTION_RULES, PROPERTY_RULES, REFERENCE_RULES,
  PIPELINE_STRUCTURE_RULES, PIPELINE_SETTINGS_RULES, PIPELINE_ACTION_RULES, PIPELINE_ARTIFACT_RULES, PIPELINE_CLOUDFORMATION_RULES,
  CODEBUILD_RULES, CODEBUILD_SETTING_RULES, CODEBUILD_BUILDSPEC_RULES, CODEDEPLOY_RULES, CODEDEPLOY_FLEET_RULES,
  NETWORK_RULES, NETWORK_ADDRESS_RULES, SUBNET_RULES, SECURITY_GROUP_RULES, LOAD_BALANCING_RULES, BALANCER_ATTRIBUTE_RULES, TARGET_GROUP_RULES,
  AUTOSCALING_RULES, AUTOSCALING_UPDATE_RULES, LAUNCH_TEMPLATE_RULES, LAUNCH_TEMPLATE_SETUP_RULES,
  IAM_ACTION_RULES, IAM_POLICY_RULES, POLICY_DOCUMENT_RULES, IAM_ROLE_RULES, IAM_RESOURCE_RULES, IAM_SERVICE_RULES, STORAGE_RULES,
  OBSERVABILITY_RULES, ALARM_METRIC_RULES, EVENT_RULES, LAMBDA_RULES, SECRET_RULES,
  ECS_RULES, ENVIRONMENT_RULES, ACCOUNT_RULES,
].flat();
