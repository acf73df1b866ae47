/** Loaded before an app: writes its findings of AwsSolutions to the file `FINDINGS` when it is synthesized. */
import { writeFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

App.prototype.synth = function (this: App, options) {
  const { violations } = new AwsSolutionsChecks(this).validateScope(this);
  const findings = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
  writeFileSync(process.env.FINDINGS!, JSON.stringify(findings));
  return Stage.prototype.synth.call(this, options);
};
