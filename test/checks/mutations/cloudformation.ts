import { action, PIPELINE, type Mutation } from './mutation';

const PREPARE = action('staging', 'PrepareChangeSet');
const EXECUTE = action('staging', 'ExecuteChangeSet');

export const CLOUDFORMATION_MUTATIONS: readonly Mutation[] = [
  ['action.cloudformation-mode', 'an action mode that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/ActionMode`, 'CHANGE_SET_CREATE'),
  ['action.change-set-order']],
  ['action.cloudformation-role', 'an action without a role for CloudFormation', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${PREPARE}/Configuration/RoleArn`)],
  ['action.change-set-name', 'an execution without a change-set name', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${EXECUTE}/Configuration/ChangeSetName`),
  ['action.change-set-order']],
  ['action.change-set-name', 'a preparation without a change-set name', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${PREPARE}/Configuration/ChangeSetName`),
  ['action.change-set-order']],
  ['action.change-set-order', 'an execution of another change set', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${EXECUTE}/Configuration/ChangeSetName`, 'other')],
  ['action.change-set-order', 'an execution parallel to its preparation', ({ pipeline }) => pipeline.set(PIPELINE, `${EXECUTE}/RunOrder`, 2)],
  ['action.change-set-order', 'an execution on another stack', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${EXECUTE}/Configuration/StackName`, 'Web-production'),
  ['iam.action-resource']],
  ['action.template-path', 'no template', ({ pipeline }) => pipeline.remove(PIPELINE, `${PREPARE}/Configuration/TemplatePath`)],
  ['action.template-path', 'a template in an artifact that is not an input', ({ pipeline }) =>
    pipeline.replace(PIPELINE, 'Infrastructure::', 'Templates::'),
  ['action.template-path (2)']],
  ['action.template-path', 'a template that the assembly does not have', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/TemplatePath`, 'Infrastructure::x.template.json'),
  ['environment.template']],
  ['action.template-path', 'a template path without an artifact', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/TemplatePath`, 'x.template.json'),
  ['environment.template']],
  ['action.capabilities', 'no capability for a template with roles', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${PREPARE}/Configuration/Capabilities`)],
  ['action.capabilities', 'a capability that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/Capabilities`, 'CAPABILITY_ALL'),
  ['action.capabilities']],
  ['action.parameter-overrides', 'overrides that are not JSON', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/ParameterOverrides`, 'a=b')],
  ['action.parameter-overrides', 'a parameter that the template does not have', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/ParameterOverrides`, '{"Bucket":"b"}'),
  ['action.parameter-overrides']],
  ['action.parameter-overrides', 'a parameter without a value', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${PREPARE}/Configuration/ParameterOverrides`)],
  ['action.parameter-overrides', 'more than a kilobyte', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/ParameterOverrides`, JSON.stringify({
      ArtifactBucketName: 'b'.repeat(1024), NotificationTopicArn: 't',
    }))],
  ['action.stack-name', 'a space in the stack name', ({ pipeline }) => pipeline.set(PIPELINE, `${PREPARE}/Configuration/StackName`, 'Web staging'),
    ['action.change-set-order', 'iam.action-resource']],
  ['action.stack-name', 'the stack of another template', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${PREPARE}/Configuration/StackName`, 'Web-production'),
  ['action.change-set-order', 'iam.action-resource']],
];
