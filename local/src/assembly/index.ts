export { readAssemblyTemplate, readCloudAssembly, type CloudAssembly, type MissingTemplate, type StackArtifact } from './cloud-assembly';
export { parseTemplate, readTemplate, type Template } from './template';
export { withPartsScripts } from './parts-script';
export { readPipeline, readPipelines } from './read-pipeline';
export type * from './pipeline';
export { readBuildProject, type BuildProject } from './build-project';
export type { Result } from './result';
