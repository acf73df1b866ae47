// Prints the user data of the production environment, which has no intrinsic functions in the template.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [assembly] = process.argv.slice(2);
const template = readdirSync(assembly, { recursive: true, encoding: 'utf8' })
  .find((path) => path.includes('production') && path.endsWith('.template.json'));
const { Resources: resources } = JSON.parse(readFileSync(join(assembly, template), 'utf8'));
const launchTemplate = Object.values(resources).find(({ Type: type }) => type === 'AWS::EC2::LaunchTemplate');
const userData = launchTemplate.Properties.LaunchTemplateData.UserData['Fn::Base64'];
if (typeof userData !== 'string') {
  throw new Error('user data must be text that needs nothing of AWS to be resolved');
}
process.stdout.write(userData);
