// CloudFormation Validate, which is part of aws-cdk-lib, takes most of the time of a synthesis. Unit tests
// leave it out; test/contract/cloudformation-validate.test.ts and the examples turn it on.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '20';
