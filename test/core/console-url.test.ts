import { Aws } from 'aws-cdk-lib';
import { consoleUrl } from '../../src/core/console-url';

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/codesuite/home?region=eu-west-1#/x'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/codesuite/home?region=cn-north-1#/x'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/codesuite/home?region=us-gov-west-1#/x'],
  [Aws.REGION, `https://${Aws.REGION}.console.aws.amazon.com/codesuite/home?region=${Aws.REGION}#/x`],
])('a page of the console in %s', (region, url) => {
  expect(consoleUrl({ region }, 'codesuite/home', '#/x')).toBe(url);
});
