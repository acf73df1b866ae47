import { INFRASTRUCTURE, type Project } from '../project';

/** A workflow that rejects pull requests which the pipeline would reject. */
export function lintWorkflow({ sharesPackages, application: { build } }: Project): string {
  const commands = sharesPackages ? [...build.install, 'npx gostyle lint']
    : [`npm ci --prefix ${INFRASTRUCTURE}`, `npm run lint --prefix ${INFRASTRUCTURE}`];
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
    ...commands.map((command) => `      - run: ${command}`),
    '',
  ].join('\n');
}
