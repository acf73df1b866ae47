import { join } from 'node:path';
import {
  Stage, Validations, type IPolicyValidationContext, type IPolicyValidationPlugin, type PolicyValidationPluginReport, type PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { check, ruleAndValue, type Finding } from './check';

/** What no public linter catches in a template: the same checks as `gostyle lint --assembly`. */
class AssemblyChecks implements IPolicyValidationPlugin {
  readonly name = 'gostyle';

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const directory = (appConstruct as Stage).outdir;
    const findings = check({ assembly: { directory } });
    return {
      success: findings.every(({ severity }) => severity !== 'error'),
      violations: findings.map((finding) => violation(finding, directory)),
    };
  }
}

const registered = new WeakSet<IConstruct>();

/** Checks the whole assembly once, however many pipelines are in it. */
export function checkAssembly(scope: IConstruct): void {
  const app = scope.node.root;
  if (registered.has(app)) return;
  registered.add(app);
  Validations.of(app).addPlugins(new AssemblyChecks());
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
