import { INFRASTRUCTURE } from '../project';

/** A workflow that rejects pull requests which the pipeline would reject. */
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
