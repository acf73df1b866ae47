export {  plan, type PlannedFile } from './plan';
export {  installCdkApp, LANGUAGES, PLACEHOLDER_CONNECTION, type Language, type Project } from './project';
export { KINDS, type FoundApplication, type Kind } from './repository/found-application';
export { readRemote } from './repository/git-hub-remote';
;
export { applicationIn, customApplication, findApplications } from './repository/read-repository';
export { writePlanned } from './write-plan';
export { starterOf,  } from './starter';
