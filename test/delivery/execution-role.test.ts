import { App, DefaultStackSynthesizer, LegacyStackSynthesizer, Stack, type IStackSynthesizer } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GoStyleWebPipeline } from '../../src';
import { SMALLEST } from '../helpers/web-pipeline';

const pipeline = (synthesizer: IStackSynthesizer) => new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline', { synthesizer }), 'Web', SMALLEST);

/** Has all members of the default synthesizer but another class, as one from another copy of aws-cdk-lib. */
function fromAnotherCopy(): IStackSynthesizer {
  const original = new DefaultStackSynthesizer({ qualifier: 'team' });
  return new Proxy(original, { getPrototypeOf: () => Object.prototype });
}

test('CloudFormation acts with the role of the bootstrap that the synthesizer knows', () => {
  const text = JSON.stringify(Template.fromStack(Stack.of(pipeline(new DefaultStackSynthesizer({ qualifier: 'team' })))).toJSON());
  expect(text).toContain('role/cdk-team-cfn-exec-role-');
});

test('accepts a synthesizer of another copy of aws-cdk-lib', () => {
  const synthesizer = fromAnotherCopy();
  expect(synthesizer).not.toBeInstanceOf(DefaultStackSynthesizer);
  expect(() => pipeline(synthesizer)).not.toThrow();
});

test('refuses a synthesizer that does not know the role', () => {
  expect(() => pipeline(new LegacyStackSynthesizer()))
    .toThrow(new RegExp('`synthesizer` must know the execution role of `cdk bootstrap`, as a `DefaultStackSynthesizer` does, got: "\\w+"; '
      + 'use it for the stack `WebPipeline`'));
});
