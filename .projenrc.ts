import { awscdk, javascript, typescript } from 'projen';
import { addJudgesWorkflow } from './projenrc/judges-workflow';
import { addKnip } from './projenrc/knip';
import { restrictedPaths } from './projenrc/layers';
import { addProjectType } from './projenrc/project-type';
import { addTasks } from './projenrc/tasks';
import { addTypes } from './projenrc/types';

/**
 * The oldest supported aws-cdk-lib. 2.263.0 is the first release with
 * `UpdatePolicy.instanceRefresh`, without which an AMI or user-data change would not roll the fleet. `npx projen verify` compiles and
 * synthesizes with it.
 */
const CDK_PEER_FLOOR = '2.263.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'gostyle-web-pipeline',
  description: 'From git push to a zero-downtime release on EC2: one CDK construct, and the same pipeline on one machine without AWS.',
  author: 'GoStyleWebPipeline maintainers',
  authorAddress: 'maintainers@gostyle-web-pipeline.dev',
  repositoryUrl: 'https://github.com/gostyle-web-pipeline/gostyle-web-pipeline.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'codepipeline', 'codedeploy', 'codebuild', 'zero-downtime', 'ec2', 'nestjs'],
  defaultReleaseBranch: 'main',
  stability: 'experimental',

  cdkVersion: CDK_PEER_FLOOR,
  cdkVersionPinning: false,
  peerDependencyOptions: { pinnedDevDependency: false },
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.12.0',
  workflowNodeVersion: '24',

  publishToPypi: { distName: 'gostyle-web-pipeline', module: 'gostyle_web_pipeline' },
  publishToMaven: {
    javaPackage: 'io.github.gostylewebpipeline',
    mavenGroupId: 'io.github.gostylewebpipeline',
    mavenArtifactId: 'gostyle-web-pipeline',
  },
  publishToNuget: { dotNetNamespace: 'GoStyleWebPipeline', packageId: 'GoStyleWebPipeline' },
  publishToGo: { moduleName: 'github.com/gostyle-web-pipeline/gostyle-web-pipeline-go', packageName: 'gostylewebpipeline' },

  bin: { gostyle: 'assets/local/gostyle.mjs' },

  // The runner's libraries are development dependencies: esbuild bundles them into assets/local/,
  // so that the construct library has no dependencies at run time (docs/decisions/0001).
  devDeps: [
    'aws-cdk-lib@2.276.0',
    'aws-cdk@2.1148.1',
    'constructs@10.8.1',
    'awslint@2.262.2-alpha.0',
    'cdk-nag@^3.0.2',
    'commander@^14.0.3',
    '@actions/expressions@^0.3.61',
    '@microsoft/jest-sarif@1.0.0-beta.0',
    '@peculiar/x509@^2.2.0',
    '@types/sarif@^2.1.7',
    'axe-core@^4',
    'esbuild@^0.28.2',
    'eslint@^9',
    'fast-check@^4',
    'jest@^30',
    'jest-environment-node@^30',
    'jsonata@^2',
    'knip@^6',
    'oxlint@^1.94.0',
    'oxlint-tsgolint@^7.0.2008',
    'picomatch@^4',
    '@types/picomatch',
    'playwright-core@^1.65',
    'hono@^4',
    '@hono/node-server@^1',
    'preact@^10',
    'reflect-metadata@^0.2.2',
    'sax@^1.6.1',
    'smol-toml@^1.9.1',
    '@types/sax',
    'typedoc@^0.28.20',
    'undici@^7.30.2',
    'tar-stream@3.1.7',
    'uplot@^1.6.32',
    'yauzl@^3.4.0',
    '@types/node@^20',
    '@types/tar-stream@^3',
    '@types/yauzl@^3',
  ],

  jest: true,
  jestOptions: {
    junitReporting: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      testMatch: [
        '<rootDir>/test/**/*.test.ts',
        '<rootDir>/local/test/**/*.test.ts',
      ],
      // Minutes of random faults: `npx projen test:chaos`.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/local/test/engine/chaos/'],
      modulePathIgnorePatterns: ['<rootDir>/example/', '<rootDir>/service/', '<rootDir>/dist/'],
      watchPathIgnorePatterns: ['/node_modules/', '<rootDir>/.gostyle/'],
      setupFiles: ['<rootDir>/projenrc/jest-setup.cjs'],
      globalSetup: '<rootDir>/projenrc/jest-global-setup.cjs',
      globalTeardown: '<rootDir>/projenrc/jest-global-teardown.cjs',
      // For what hangs: a machine that is busy with other work may be many times slower. `until` gives up earlier, and says what it waited for.
      testTimeout: 600_000,
      // Half of the tests wait for real processes, so two workers would leave one of two cores idle.
      maxWorkers: 4,
      collectCoverage: false,
    },
  },
  eslintOptions: {
    dirs: ['src', 'projen/src', 'local/src', 'local/page'],
    devdirs: ['test', 'local/test', 'bench', 'projenrc'],
    fileExtensions: ['.ts', '.tsx'],
    // A check changes nothing; `npx projen eslint --fix` does.
    commandOptions: { fix: false, extraArgs: ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint'] },
    ignorePatterns: ['example/', 'service/', '*.js', '*.d.ts', 'node_modules/', 'coverage/', 'assets/'],
  },
  docgen: true,
  // Version 13 needs Node.js 22; the project supports 20.
  bumpPackage: 'commit-and-tag-version@^12',
  depsUpgrade: false,
  githubOptions: { mergify: false },
  pullRequestTemplate: false,
  gitignore: [
    '/assets/local/', '.gostyle/', 'cdk.out/', '.cdk.staging/', '/example/node_modules/', '/service/node_modules/', '/service/dist/', '.DS_Store',
    '/coverage/', '/verification/.venv/', '/verification/.floor/', '__pycache__/', '/.project-type-*/',
    '/.jsii.tabl.json.gz',
    // Logs are a part of the library, but projen ignores every folder of that name.
    '!/src/logs/', '!/test/logs/',
  ],
});

// Also the name of folders.
project.gitignore.removePatterns('logs');

// Types are checked once, by oxlint; for tests they are only removed.
project.deps.removeDependency('ts-jest');
// Loads aws-cdk-lib once per worker instead of once per file.
const SHARED_PACKAGES = '(aws-cdk-lib|constructs|cdk-nag)/';
project.jest!.config.testEnvironment = '<rootDir>/projenrc/jest-environment.cjs';
project.jest!.config.transformIgnorePatterns = [`/node_modules/(?!${SHARED_PACKAGES})`];
project.jest!.config.transform = {
  [`/node_modules/${SHARED_PACKAGES}.*\\.js$`]: '<rootDir>/projenrc/jest-shared-package.cjs',
  '^.+\\.tsx?$': '<rootDir>/projenrc/jest-esbuild.cjs',
  '^.+\\.(sh|service)$': '<rootDir>/projenrc/jest-text.cjs',
};

project.npmignore?.exclude(
  '/action/', '/action.yml', '/bench/', '/docs/', '/example/', '/service/', '/local/', '/projen/', '/projenrc/', '/verification/', '/.ci/',
  '/buildspec.yml', '/appspec.yml', '/AGENTS.md',
  '/CONTRIBUTING.md', '/jest.config.json', '.gostyle/',
);
project.npmignore?.include('/assets/local/', '/provisioning/');

project.eslint?.addRules({
  'import/no-restricted-paths': ['error', { zones: restrictedPaths() }],
  '@typescript-eslint/no-explicit-any': 'error',
  'max-lines': ['error', { max: 350 }],
  // Applies to strings too; 150 is projen's limit.
  '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true }],
});

// File modes and the octets of UTF-8 are bit fields.
project.eslint?.addOverride({ files: ['local/src/codedeploy/agent/**', 'local/src/yaml/**'], rules: { 'no-bitwise': 'off' } });

// Durations and time limits use the monotonic clock, because the wall clock may jump.
project.eslint?.addOverride({
  files: ['local/src/**'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: "BinaryExpression[operator=/^(-|<|>|<=|>=)$/] > CallExpression[callee.object.name='Date'][callee.property.name='now']",
      message: 'Use performance.now() for durations and deadlines: the wall clock may jump.',
    }, {
      selector: "MemberExpression[object.name='AbortSignal'][property.name='timeout']",
      message: 'Use deadline(): Node.js 20 loses an AbortSignal.timeout that only AbortSignal.any knows.',
    }],
  },
});

for (const folder of ['local', 'bench']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    // The runner's declarations for scripts and stylesheets are ambient, so importing its sources requires them.
    include: ['**/*.ts', '**/*.tsx', folder === 'bench' ? '../local/**/*.d.ts' : '../bench/**/*.ts'],
    exclude: ['node_modules'],
    compilerOptions: {
      target: 'ES2022',
      module: 'esnext',
      moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node', 'jest'],
      jsx: javascript.TypeScriptJsxMode.REACT_JSX,
      jsxImportSource: 'preact',
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      noImplicitReturns: true,
      noFallthroughCasesInSwitch: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
    },
  });
}

project.eslint?.allowDevDeps('local/**');

addKnip(project);
addTypes(project);
addTasks(project);
addProjectType(project);
addJudgesWorkflow(project);

project.synth();
