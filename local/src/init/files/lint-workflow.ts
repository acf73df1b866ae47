import { INFRASTRUCTURE, installCdkApp, type Project } from '../project';
import { yamlText } from '../quoting/yaml';

/** A workflow that rejects pull requests which the pipeline would reject. */
export function lintWorkflow({ sharesPackages, language, application: { build } }: Project): string {
  // `lint` checks templates where they have been synthesized.
  const commands = sharesPackages ? [...build.install, 'npx cdk synth --quiet', 'npx gostyle lint --format github'] : [
    `npm ci --prefix ${INFRASTRUCTURE}`,
    ...installCdkApp(language),
    `npm run synth --prefix ${INFRASTRUCTURE}`,
    `npm run lint --prefix ${INFRASTRUCTURE} -- --format github`,
  ];
  return [
    'name: gostyle',
    'on: pull_request',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  lint:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v5',
    '      - uses: actions/setup-node@v5',
    '        with:',
    '          node-version: 24',
    ...commands.map((command) => `      - run: ${yamlText(command)}`),
    '',
  ].join('\n');
}
