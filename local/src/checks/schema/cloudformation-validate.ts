import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** What is used of `@aws/cloudformation-validate`, which aws-cdk-lib brings along and runs at every synthesis. */
export interface CloudFormationValidate {
  readonly CelEngine: new () => ValidateEngine;
  readonly TemplateFile: new (path: string) => object;
}

export interface ValidateEngine {
  validateTemplate?(template: object, configuration: ValidateConfiguration): ValidateReport;
  /** Its name in the package of the oldest aws-cdk-lib that the library works with. */
  validateDetailed(template: object, configuration: ValidateConfiguration): ValidateReport;
  /** The engine's memory is outside of JavaScript's. */
  free(): void;
}

interface ValidateConfiguration {
  readonly severityLevel: 'WARN';
  readonly exclude: { readonly ids: readonly string[]; readonly services: readonly { readonly ruleId: string; readonly service: string }[] };
  readonly pseudoParameterOverrides: { readonly accountId?: string; readonly region?: string };
}

export interface ValidateReport {
  /** `ERROR`: it could not be parsed, which is a diagnostic too. */
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
 * Where the package of whoever synthesized the assembly may be: beside this program, in the working directory, or beside the assembly; never within
 * the assembly, which may be anybody's.
 */
export function foldersAround(assembly: string): string[] {
  return [dirname(process.argv[1]), process.cwd(), dirname(resolve(assembly))];
}

/** The first that is installed. WebAssembly of 9 MB, and a second until it is ready: to be called only where there is something to check. */
export function loadValidate(folders: readonly string[]): CloudFormationValidate | undefined {
  const file = folders.map(installedIn).find((found) => found !== undefined);
  return file === undefined ? undefined : createRequire(file)(file) as CloudFormationValidate;
}

/** As a dependency of the aws-cdk-lib that is installed there, or by itself. */
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
