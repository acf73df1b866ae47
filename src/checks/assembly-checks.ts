import { join } from 'node:path';
import {
  Stage, Validations, type IPolicyValidationContext, type IPolicyValidationPlugin, type PolicyValidationPluginReport, type PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { check, ruleAndValue, type Finding } from './check';
import { Made, ownTemplates } from './own-templates';

/** Checks that no public linter makes: those of `gostyle lint --assembly`, on the construct's stacks. */
class AssemblyChecks implements IPolicyValidationPlugin {
  readonly name = 'gostyle';
  readonly pipelines: Made[] = [];

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const directory = (appConstruct as Stage).outdir;
    const findings = check({ assembly: { directory, own: ownTemplates(this.pipelines, directory) } });
    return {
      success: findings.every(({ severity }) => severity !== 'error'),
      violations: findings.map((finding) => violation(finding, directory)),
    };
  }
}

const registered = new WeakMap<IConstruct, AssemblyChecks>();

/** Runs once an app, however many pipelines it has, after all of them are complete. */
export function checkAssembly(pipeline: IConstruct): void {
  const app = pipeline.node.root;
  const known = registered.get(app);
  const checks = known ?? new AssemblyChecks();
  checks.pipelines.push(new Made(pipeline));
  if (known) return;
  registered.set(app, checks);
  Validations.of(app).addPlugins(checks);
}

function violation(finding: Finding, directory: string): PolicyViolation {
  return {
    ruleName: finding.rule,
    description: ruleAndValue(finding),
    fix: finding.fix,
    severity: finding.severity,
    violatingResources: [{
      resourceLogicalId: finding.logicalId,
      templatePath: join(directory, finding.file),
      locations: finding.path === undefined ? [] : [finding.path],
    }],
  };
}
