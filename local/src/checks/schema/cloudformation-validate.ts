import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** The part that is used of `@aws/cloudformation-validate`, which is a dependency of aws-cdk-lib and runs at every synthesis. */
export interface CloudFormationValidate {
  readonly CelEngine: new () => ValidateEngine;
  readonly TemplateFile: new (path: string) => object;
}

export interface ValidateEngine {
  validateTemplate?(template: object, configuration: ValidateConfiguration): ValidateReport;
  /** The name of this function in the oldest supported aws-cdk-lib. */
  validateDetailed(template: object, configuration: ValidateConfiguration): ValidateReport;
  /** The engine's memory is not managed by JavaScript. */
  free(): void;
}

interface ValidateConfiguration {
  readonly severityLevel: 'WARN';
  readonly exclude: { readonly ids: readonly string[]; readonly services: readonly { readonly ruleId: string; readonly service: string }[] };
  readonly pseudoParameterOverrides: { readonly accountId?: string; readonly region?: string };
}

export interface ValidateReport {
  /** `ERROR`: the template could not be parsed, which is also reported as a diagnostic. */
  readonly status?: 'OK' | 'ANALYSIS_INCOMPLETE' | 'ERROR';
  readonly diagnostics: readonly ValidateDiagnostic[];
}

export interface ValidateDiagnostic {
  readonly ruleId: string;
  readonly severity: 'FATAL' | 'ERROR' | 'WARN';
  readonly message: string;
  readonly entity?: { readonly logicalId: string };
  /** `Properties.Stages.1.Name` */
  readonly propertyPath?: string;
  readonly suggestedFix?: string;
}

const PACKAGE = '@aws/cloudformation-validate';

/**
 * Where to look for the package: beside this program, in the working directory, or beside the assembly; never inside the assembly, which
 * may come from anyone.
 */
export function foldersAround(assembly: string): string[] {
  return [dirname(process.argv[1]), process.cwd(), dirname(resolve(assembly))];
}

/** Loads the first installed one: 9 MB of WebAssembly that take a second to start, so only call it if there is something to check. */
export function loadValidate(folders: readonly string[]): CloudFormationValidate | undefined {
  const file = folders.map(installedIn).find((found) => found !== undefined);
  return file === undefined ? undefined : createRequire(file)(file) as CloudFormationValidate;
}

/** Either as a dependency of the installed aws-cdk-lib, or on its own. */
function installedIn(folder: string): string | undefined {
  const library = resolvedFrom(folder, 'aws-cdk-lib/package.json');
  const file = library === undefined ? undefined : resolvedFrom(dirname(library), PACKAGE);
  return file ?? resolvedFrom(folder, PACKAGE);
}

function resolvedFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'from')).resolve(name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}
