export { buildDockerfile, hasProgram } from './ecs/dockerfile-image';
export { findImageBuilder, IMAGE_BUILDERS, type ImageBuilder } from './ecs/image-builders';
export { ImageStore } from './ecs/image-store';
export { localKinds } from './kinds';
export { readResources, type ReadResources, type ReadResult } from './read-resources';
export { inStopOrder, type ReadResource } from './start-order';
export { EnvironmentFile, type EnvironmentRecord } from './shape/environment-record';
export { ServiceFailure, type ServiceCalls } from './shape/service-call';
export type * from './shape/resource';
