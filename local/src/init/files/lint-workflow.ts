import { INFRASTRUCTURE } from '../project';

/** A pull request that the pipeline would refuse is refused before it is merged. */
export function lintWorkflow(): string {
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
    `      - run: npm ci --prefix ${INFRASTRUCTURE}`,
    `      - run: npm run lint --prefix ${INFRASTRUCTURE}`,
    '',
  ].join('\n');
}
