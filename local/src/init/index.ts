export { plan, type PlannedFile } from './plan';
export { COMPUTES, installCdkApp, LANGUAGES, PLACEHOLDER_CONNECTION, type ComputeKind, type Language, type Project } from './project';
export { KINDS, type FoundApplication, type Kind } from './repository/found-application';
export { readRemote } from './repository/git-hub-remote';
export { applicationIn, customApplication, findApplications } from './repository/read-repository';
export { sharedPackageNotes, sharesPackages } from './repository/shared-cdk-app';
export { startProblem } from './start-line';
export { starterOf } from './starter';
export { writePlanned } from './write-plan';
