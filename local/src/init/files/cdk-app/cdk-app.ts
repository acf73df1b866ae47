import type { CdkApp } from './app-files';
import { csharp } from './csharp';
import { go } from './go';
import { java } from './java';
import { python } from './python';
import { typescript } from './typescript';
import { INFRASTRUCTURE, type Language, type Project } from '../../project';

const OF_LANGUAGES: Readonly<Record<Language, (project: Project) => CdkApp>> = { typescript, python, java, go, csharp };

/**
 * The CDK app, by paths in the repository. Whatever its language, npm installs the AWS CDK CLI and the library's runner, pinned by one lock
 * file.
 */
export function cdkApp(project: Project): Record<string, string> {
  const ownModule = project.application.kind === 'go' && project.application.directory === '.' && project.language !== 'go';
  const files = { ...OF_LANGUAGES[project.language](project), 'package.json': packageJson(project), ...ownModule && { 'go.mod': OWN_MODULE } };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${INFRASTRUCTURE}/${name}`, text]));
}

function packageJson({ language, library, application: { name } }: Project): string {
  const tools = { 'aws-cdk': '^2.1148.0', 'gostyle-web-pipeline': library };
  const dependencies = language === 'typescript' ? { ...tools, ...TYPESCRIPT } : tools;
  const content = { name: `${name}-infrastructure`, private: true, scripts: scripts(language), dependencies: sorted(dependencies) };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

const TYPESCRIPT = { 'aws-cdk-lib': '^2.263.0', 'constructs': '^10.5.1', 'tsx': '^4.20.0', 'typescript': '^5.9.0' };

/** Some npm packages contain Go files, which `./...` would include in the application. */
const OWN_MODULE = '// Keeps this folder, with its node_modules, out of the application\'s own module.\nmodule infrastructure\n';

/** Commands for users. Scripts only run what is installed, never a package of the registry with the same name. */
function scripts(language: Language): Record<string, string> {
  const check = language === 'typescript' ? 'tsc && ' : '';
  return { gostyle: 'gostyle', start: 'gostyle run --source ..', lint: `${check}gostyle lint --source ..`, synth: `${check}cdk synth --quiet` };
}

function sorted(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
}
