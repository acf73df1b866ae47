export { AppSpecError } from './appspec/app-spec-error';
export type { AppSpec } from './appspec/app-spec';
export { parseAppSpec } from './appspec/parse-app-spec';
export { BUNDLE_TYPES, bundleTypeOf, type BundleType } from './bundle/bundle-type';
export { DeploymentAgent } from './deployment-agent';
export type { DeploymentSettings } from './deployment-settings';
export { DEFAULT_LIFECYCLE_EVENTS } from './lifecycle-events';
export { runDeployment } from './run-deployment';
export { serveEvents, type AgentAnswer } from './serve-events';
