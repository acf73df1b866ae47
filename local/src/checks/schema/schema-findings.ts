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

/** The CDK's name for it, also in acknowledgements. */
export const NAMESPACE = 'CloudFormation-Validate';

/** What the CDK excludes at synthesis: findings about the way CDK templates are written, and advice that none of them can follow. */
const LEFT_OUT = {
  ids: ['W3005', 'W1020', 'I4010', 'W4011', 'W4012', 'W9002', 'W9013', 'W1103'],
  services: [{ ruleId: 'W3697', service: 'AWS::AutoScaling' }],
};

/** CloudFormation rejects values outside the schema's enum; Validate only warns, because its copy may be outdated. */
const REFUSED = ['W3030'];

/** A template without resources. The CDK does not deploy such a stack; a pipeline action would fail. */
const EMPTY_TEMPLATE = 'F0001';
/** An `EngineVersion` that does not exist. */
const ENGINE_VERSION = 'E9006';

/** CloudFormation Validate's findings for each template of an assembly, the same as at synthesis. */
export function checkSchema(directory: string, folders: readonly string[] = foldersAround(directory)): CheckResult {
  const validate = loadValidate(folders);
  if (!validate) {
    return {
      findings: [],
      notChecked: [`${directory} was not checked against CloudFormation's schemas: aws-cdk-lib, which includes CloudFormation Validate, `
        + 'is not installed here or beside the assembly; install aws-cdk-lib or @aws/cloudformation-validate'],
    };
  }
  // Missing templates are reported by other checks.
  const assembly = readCloudAssembly(directory, []);
  if (assembly.status !== 'success') throw new UserError(`${directory}: ${assembly.message}`);
  const checks = new SchemaChecks(validate);
  try {
    return checks.check(assembly.value);
  } finally {
    checks.free();
  }
}

/** Takes a second to create, and memory that is not managed by JavaScript. */
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
      const notChecked = status === 'ANALYSIS_INCOMPLETE' ? [`${file}: CloudFormation Validate did not complete its analysis`] : [];
      return { findings: meant.map((diagnostic) => findingOf(diagnostic, stack)), notChecked };
    } catch (error) {
      // A failure of the package is not a finding about the template.
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

/** `8.4` stands for its newest minor version, which Amazon RDS selects: the list only contains `8.4.3` and so on. */
function isMajorVersion({ ruleId, entity, propertyPath, message }: ValidateDiagnostic, { template }: StackArtifact): boolean {
  if (ruleId !== ENGINE_VERSION || !propertyPath?.endsWith('.EngineVersion')) return false;
  const value = entity && at(template.resources[entity.logicalId].properties, 'EngineVersion');
  return typeof value === 'string' && value !== '' && message.includes(`'${value}.`);
}

function isDeployedByPipeline({ templatePath }: StackArtifact, { stacks }: CloudAssembly): boolean {
  return stacks.some(({ template }) => JSON.stringify(template.resources).includes(`::${templatePath}"`));
}

/** Fixes, for rules with the same advice for all resources. */
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
    fix: suggestedFix ?? FIXES[ruleId] ?? `correct it according to the reference of ${resource?.type ?? 'templates'}`,
  };
}

function valueAt(properties: Json | undefined, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>((value, step) => at(value, isList(value) ? Number(step) : step), properties);
}
