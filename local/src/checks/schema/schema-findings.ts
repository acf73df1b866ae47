import {
  foldersAround, loadValidate, type CloudFormationValidate, type ValidateDiagnostic, type ValidateEngine, type ValidateReport,
} from './cloudformation-validate';
import { readCloudAssembly, type CloudAssembly, type StackArtifact } from '../../assembly';
import { resolveInside } from '../../assembly/assembly-file';
import { at, isList, type Json } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import { UserError } from '../../messages/user-error';
import { Acknowledgements } from '../assembly/acknowledgement';
import { shownValue } from '../assembly/rule';
import type { CheckResult, Finding } from '../finding';

/** As the CDK names it, in acknowledgements too. */
export const NAMESPACE = 'CloudFormation-Validate';

/** What the CDK leaves out at synthesis: how templates of the CDK are written, and advice that no template of it can follow. */
const LEFT_OUT = {
  ids: ['W3005', 'W1020', 'I4010', 'W4011', 'W4012', 'W9002', 'W9013', 'W1103'],
  services: [{ ruleId: 'W3697', service: 'AWS::AutoScaling' }],
};

/** A value that is not among those of the schema is refused by CloudFormation; Validate warns, because its copy may be older. */
const REFUSED = ['W3030'];

/** A template without resources. The CDK does not deploy such a stack; an action of a pipeline would fail. */
const EMPTY_TEMPLATE = 'F0001';
/** An `EngineVersion` of a database that is none of the versions that there are. */
const ENGINE_VERSION = 'E9006';

/** What CloudFormation's schemas and functions say of every template: the findings of a synthesis, for an assembly that is there. */
export function checkSchema(directory: string, folders: readonly string[] = foldersAround(directory)): CheckResult {
  const validate = loadValidate(folders);
  if (!validate) {
    return {
      findings: [],
      notChecked: [`${directory} was not checked against CloudFormation's schemas: aws-cdk-lib, which brings CloudFormation Validate, `
        + 'is not installed here or beside the assembly; install aws-cdk-lib or @aws/cloudformation-validate'],
    };
  }
  // A template that is not there is a finding of the other checks.
  const assembly = readCloudAssembly(directory, []);
  if (assembly.status !== 'success') throw new UserError(`${directory}: ${assembly.message}`);
  const checks = new SchemaChecks(validate);
  try {
    return checks.check(assembly.value);
  } finally {
    checks.free();
  }
}

/** Takes a second to make, and memory that is outside of JavaScript's. */
export class SchemaChecks {
  private readonly engine: ValidateEngine;

  constructor(private readonly validate: CloudFormationValidate) {
    this.engine = new validate.CelEngine();
  }

  check(assembly: CloudAssembly): CheckResult {
    const acknowledgements = new Acknowledgements(assembly);
    const results = assembly.stacks.map((stack) => this.checkStack(stack, assembly, acknowledgements));
    return { findings: results.flatMap(({ findings }) => findings), notChecked: results.flatMap(({ notChecked }) => notChecked) };
  }

  free(): void {
    this.engine.free();
  }

  private checkStack(stack: StackArtifact, assembly: CloudAssembly, acknowledgements: Acknowledgements): CheckResult {
    const file = stack.templatePath;
    const path = resolveInside(assembly.directory, file);
    if (path.status !== 'success') throw new UserError(path.message);
    try {
      const { status, diagnostics } = this.report(path.value, stack);
      const meant = diagnostics
        .filter(({ ruleId, entity }) => !acknowledgements.covers(file, entity?.logicalId ?? '', ruleId, NAMESPACE))
        .filter((diagnostic) => !isMajorVersion(diagnostic, stack))
        .filter(({ ruleId }) => ruleId !== EMPTY_TEMPLATE || isDeployedByPipeline(stack, assembly));
      const notChecked = status === 'ANALYSIS_INCOMPLETE' ? [`${file}: CloudFormation Validate did not get to its end`] : [];
      return { findings: meant.map((diagnostic) => findingOf(diagnostic, stack)), notChecked };
    } catch (error) {
      // A failure of the package is not one of the template.
      const why = `CloudFormation Validate failed: ${messageOf(error)}`;
      return { findings: [], notChecked: [`${file} was not checked against CloudFormation's schemas: ${why}`] };
    }
  }

  private report(path: string, stack: StackArtifact): ValidateReport {
    const configuration = { severityLevel: 'WARN', exclude: LEFT_OUT, pseudoParameterOverrides: placeOf(stack) } as const;
    const template = new this.validate.TemplateFile(path);
    return this.engine.validateTemplate?.(template, configuration) ?? this.engine.validateDetailed(template, configuration);
  }
}

function placeOf({ account, region }: StackArtifact): { readonly accountId?: string; readonly region?: string } {
  return {
    ...account !== 'unknown-account' && { accountId: account },
    ...region !== 'unknown-region' && { region },
  };
}

/** `8.4` stands for its newest minor version, which Amazon RDS chooses: the list has only `8.4.3` and so on. */
function isMajorVersion({ ruleId, entity, propertyPath, message }: ValidateDiagnostic, { template }: StackArtifact): boolean {
  if (ruleId !== ENGINE_VERSION || !propertyPath?.endsWith('.EngineVersion')) return false;
  const value = entity && at(template.resources[entity.logicalId].properties, 'EngineVersion');
  return typeof value === 'string' && value !== '' && message.includes(`'${value}.`);
}

function isDeployedByPipeline({ templatePath }: StackArtifact, { stacks }: CloudAssembly): boolean {
  return stacks.some(({ template }) => JSON.stringify(template.resources).includes(`::${templatePath}"`));
}

/** What to do, for the rules that say it of every resource alike. */
const FIXES: Readonly<Record<string, string>> = {
  F1020: 'refer to a resource or a parameter of the template',
  F3002: 'correct its name, or remove it',
  F3003: 'set it',
  F3012: 'write a value of this type',
  W3030: 'write one of them',
};

function findingOf({ ruleId, severity, message, entity, propertyPath, suggestedFix }: ValidateDiagnostic, stack: StackArtifact): Finding {
  const resource = entity && stack.template.resources[entity.logicalId];
  const steps = propertyPath?.startsWith('Properties') ? propertyPath.split('.').slice(1) : undefined;
  return {
    rule: `${NAMESPACE}::${ruleId}`,
    severity: severity === 'WARN' && !REFUSED.includes(ruleId) ? 'warning' : 'error',
    file: stack.templatePath,
    logicalId: entity?.logicalId,
    path: steps && ['Properties', ...steps].join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]'),
    message,
    value: steps && steps.length > 0 ? shownValue(valueAt(resource?.properties, steps)) : undefined,
    fix: suggestedFix ?? FIXES[ruleId] ?? `correct it as the reference of ${resource?.type ?? 'templates'} says`,
  };
}

function valueAt(properties: Json | undefined, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>((value, step) => at(value, isList(value) ? Number(step) : step), properties);
}
