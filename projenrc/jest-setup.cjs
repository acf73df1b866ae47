// CloudFormation Validate, which is part of aws-cdk-lib, takes most of the time of a synthesis. Unit tests
// leave it out; test/contract/cloudformation-validate.scenario.test.ts and the examples turn it on.
process.env.CDK_VALIDATION ??= 'false';
// Where each construct was created: a quarter of the time of a synthesis, because Jest maps every line of a trace to its source.
process.env.CDK_CONTEXT_JSON ??= JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '20';
// Messages name commands as their reader can type them, which depends on how npm started this process.
for (const name of ['npm_command', 'npm_lifecycle_event', 'npm_lifecycle_script']) delete process.env[name];
