import type { FoundApplication } from './found-application';
import { readPackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

const LIBRARY = 'gostyle-web-pipeline';
/** Packages that only the CDK app needs. */
const ONLY_CDK = ['aws-cdk-lib', 'aws-cdk', 'constructs', LIBRARY];

/** Whether the application and a CDK app of the user's own have one `package.json`, at the root of the repository. */
export function sharesPackages(repository: Repository, { directory, kind }: FoundApplication): boolean {
  if (directory !== '.' || (kind !== 'nodejs' && kind !== 'nestjs') || !repository.isFile('cdk.json')) return false;
  const { dependencies = {}, devDependencies = {} } = readPackageJson(repository, '.') ?? {};
  return LIBRARY in { ...dependencies, ...devDependencies };
}

/** Notes about packages that would be installed on every host. */
export function sharedPackageNotes(repository: Repository): string[] {
  const { dependencies = {} } = readPackageJson(repository, '.') ?? {};
  const named = ONLY_CDK.filter((name) => name in dependencies);
  if (named.length === 0) return [];
  return [`${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} in \`dependencies\` and so in every revision, `
    + `which becomes hundreds of megabytes larger: \`npm install --save-dev ${named.join(' ')}\` moves ${named.length === 1 ? 'it' : 'them'}`];
}
