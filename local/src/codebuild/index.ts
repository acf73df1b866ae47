export { Build } from './build';
export { causeOf, documentOf } from './build-result';
export type { BuildResult } from './build-result';
export type { BuildSettings } from './build-settings';
export { parseBuildspec } from './parse-buildspec';
export type { TestReport } from './reports/report';
export { nameInArn, NO_STORES, type Stores } from './stores';
export { BuildspecError } from './buildspec-error';
