import { github, type awscdk } from 'projen';

/** Supported versions of Node.js, and the recommended one. */
const NODE_VERSIONS = ['20', '22', '24'];

/** What must pass on a fresh clone, including the independent tools, with each supported version of Node.js. */
export function addJudgesWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = new github.GithubWorkflow(project.github!, 'ci');
  workflow.on({ pullRequest: {}, push: { branches: ['main'] } });
  workflow.addJob('ci', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    env: { CI: 'true' },
    steps: [
      { name: 'Checkout', uses: 'actions/checkout@v5' },
      { name: 'Setup Node.js', uses: 'actions/setup-node@v5', with: { 'node-version': '${{ matrix.node }}' } },
      { name: 'Setup Python', uses: 'actions/setup-python@v6', with: { 'python-version': '3.x' } },
      // Instances need their own mounts, and tests install missing tools.
      { name: 'Everything', run: 'sudo --preserve-env=PATH,CI bash .ci/run' },
    ],
  });
  workflow.addJob('compat', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    steps: [
      { name: 'Checkout', uses: 'actions/checkout@v5' },
      { name: 'Setup Node.js', uses: 'actions/setup-node@v5', with: { 'node-version': '24' } },
      { name: 'Install', run: 'npm ci' },
      { name: 'Compile', run: 'npx projen compile' },
      // Passes if nothing has been released yet.
      { name: 'API of the last release', run: 'npx projen compat' },
    ],
  });
}
