import type { awscdk } from 'projen';

/** Minutes of random faults. */
const CHAOS = 'local/test/engine/chaos/';
/** Tests of a suite of their own (docs/decisions/0067). */
const SCENARIO = '[.]scenario[.]test[.]ts$';

/** What `npm start`, `npm test` and the build do, step by step. */
export function addTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const bundle = project.addTask('bundle:local', {
    description: 'Bundle the runner and its page into assets/local/',
    exec: 'node local/bundle.mjs',
  });

  // Otherwise the output of a deleted source file would stay in lib/ and be published.
  project.preCompileTask.prependExec('node -e "fs.rmSync(\'lib\',{recursive:true,force:true})"');
  project.preCompileTask.spawn(bundle);
  project.compileTask.exec('node projenrc/on-demand.cjs lib');

  project.addTask('docs:tables', {
    description: 'Write the tables in docs/ that are generated from the library and its tests',
    exec: 'tsx test/docs/write-tables.ts',
  });

  project.addTask('docs:site', {
    description: 'Build the documentation as a site that opens from a folder, with search: dist/site/index.html (three minutes)',
    steps: [
      { exec: 'typedoc --options projenrc/typedoc.mjs' },
      { exec: 'node projenrc/check-site.mjs dist/site' },
      { exec: 'node projenrc/check-site-accessibility.mjs dist/site' },
    ],
  });

  project.addTask('docs:pictures', {
    description: 'Take the pictures of a release in README.md, from a run of the example on this machine (after npm start)',
    exec: 'tsx local/test/web/release-pictures.ts',
  });

  project.addTask('tables:services', {
    description: 'Write the tables of IAM actions, of properties that replace a resource, and of instance types and engine versions, from the '
      + 'packages that maintain them (network)',
    steps: [{ exec: 'node projenrc/service-tables.mjs' }, { exec: 'node projenrc/server-types.mjs' }],
  });

  project.addTask('contract:record', {
    description: 'Record the stateful resources of a release, which later versions must not replace',
    exec: 'tsx test/contract/released/record.ts',
  });

  // Experimental APIs too: intended breaking changes are listed in .compatignore and in the changelog.
  // Snapshots record what was released: no command rewrites them.
  project.removeTask('test:update');
  project.tasks.tryFind('compat')?.reset('jsii-diff npm:gostyle-web-pipeline --keys --ignore-file .compatignore --error-on all');

  project.addTask('knip', {
    description: 'Find unused files, exports and packages, and import cycles',
    // ESLint's rule for import cycles takes two thirds of the time of a lint.
    steps: [{ exec: 'knip' }, { exec: 'knip --cycles' }],
  });

  // For each language, jsii-pacmak reads the translations from the npm package, and puts them into docstrings and the README.
  const translate = project.addTask('docs:translate', {
    description: 'Translate the examples of docstrings to the other languages; fails if one of them does not compile',
    exec: 'jsii-rosetta extract --strict --batch --compress-tablet',
  });
  project.tasks.tryFind('package:js')?.prependSpawn(translate);

  // jsii-docgen would use any manifest of the library below the directory, including that of an older package in the example.
  project.tasks.tryFind('docgen')?.prependExec('find example -path "*/gostyle-web-pipeline/.jsii*" -delete');
  project.tasks.tryFind('docgen')?.exec('node projenrc/api-index.mjs');
  const setUp = project.addTask('test:set-up', {
    description: 'Install and build what the tests need',
    exec: 'scripts/set-up-tests.sh',
  });
  project.addTask('test:others', {
    description: 'Check shell scripts, the service and the example',
    steps: [
      { exec: 'shellcheck -x $(git ls-files "*.sh" .ci/run)' },
      { exec: 'npm test --silent', cwd: 'service' },
      { exec: 'npm run check --silent', cwd: 'example' },
    ],
  });
  // A synthesis creates many short-lived objects: collecting them less often saves a twentieth of the time.
  const jest = 'node --max-semi-space-size=64 node_modules/jest/bin/jest.js';
  // An option with several values takes what follows it, so another one stands behind it.
  const ignored = (...patterns: readonly string[]) => `--testPathIgnorePatterns /node_modules/ ${patterns.join(' ')} --ci`;
  project.testTask.reset(`${jest} ${ignored(CHAOS, `'${SCENARIO}'`)}`, { receiveArgs: true });
  project.testTask.prependSpawn(setUp);
  // ESLint keeps one core busy for half a minute; the other checks use the second one.
  project.testTask.exec('scripts/in-parallel.sh scripts/lint.sh scripts/check-types.sh scripts/check-others.sh');

  const scenarios = project.addTask('test:scenarios', {
    description: 'Whole runs through rare faults, corpora and random input: the tests in files named *.scenario.test.ts',
  });
  scenarios.spawn(setUp);
  scenarios.exec(`${jest} --testPathPatterns '${SCENARIO}' ${ignored(CHAOS)}`, { receiveArgs: true });

  project.addTask('test:quick', {
    description: 'Run the tests that finish in under a minute, and list what is left out',
    exec: 'scripts/test-quick.sh',
    receiveArgs: true,
  });

  project.addTask('test:languages', {
    description: 'Compare the templates of the examples in Python, Java, Go and C# with those of TypeScript (built packages; minutes, network)',
    exec: 'scripts/test-languages.sh',
    receiveArgs: true,
  });

  project.addTask('test:chaos', {
    description: 'Inject random faults from a seed for a fixed time, under load (CHAOS_SECONDS, CHAOS_SEED); in neither suite',
    exec: 'jest --ci --testPathIgnorePatterns /node_modules/ --runTestsByPath local/test/engine/chaos/chaos.test.ts',
  });

  project.addTask('test:soak', {
    description: 'Roll out under load for ten minutes: nothing may be dropped, and memory must stay flat (SOAK_SECONDS); in neither suite',
    exec: 'jest --ci --testPathIgnorePatterns /node_modules/ --runTestsByPath local/test/engine/chaos/soak.test.ts',
  });

  project.addTask('verify', {
    description: 'Check the examples with independent tools: cfn-lint, and a real cdk deploy against a server that stands in for AWS',
    exec: 'verification/run.sh',
  });

  const bench = project.addTask('bench:synth', {
    description: 'Compare the synthesis time with the same architecture written by hand; growth with 20 environments, lines of user code',
  });
  bench.spawn(bundle);
  bench.spawn(project.compileTask);
  bench.exec('tsx bench/synth.ts', { receiveArgs: true });

  // Bypasses projen and replaces npm's shell, so that signals reach the runner, which then stops what it started.
  project.setScript('start', 'exec scripts/start.sh');
}
