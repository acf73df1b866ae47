export { readAssemblyTemplate, readCloudAssembly, type CloudAssembly, type StackArtifact } from './cloud-assembly';
export { parseTemplate, readTemplate, resourcesOfType, type Template, type TemplateResource } from './template';
export { readPipeline } from './read-pipeline';
export type * from './pipeline';
export { readBuildProject, type BuildEnvironmentVariable, type BuildProject } from './build-project';
export type { Result } from './result';
