import { JsonFile, type awscdk } from 'projen';

/** knip finds unused files, exports and packages, and import cycles. Part of the lint. */
export function addKnip(project: awscdk.AwsCdkConstructLibrary): void {
  new JsonFile(project, 'knip.json', {
    marker: false,
    obj: {
      $schema: 'https://unpkg.com/knip@6/schema.json',
      entry: [
        'local/src/cli/{main,init-only}.ts', 'local/src/checks/bundle.ts', 'projen/src/index.ts', 'local/page/main.tsx', 'local/*.mjs',
        '{test,local/test}/**/*.test.ts', 'test/**/*.mjs', 'test/docs/write-tables.ts', 'test/contract/released/record.ts',
        // Programs that tests and benchmarks start.
        'local/test/**/*-{program,server}.{ts,mjs}', 'local/test/web/release-pictures.ts', 'bench/**/*.ts', 'projenrc/*.cjs', 'scripts/*.mjs',
        '.projenrc.ts',
      ],
      project: ['src/**/*.ts', 'projen/src/**/*.ts', 'local/**/*.{ts,tsx,mjs}', 'test/**/*.ts', 'bench/**/*.ts', 'projenrc/**/*.{ts,cjs}'],
      // An application that tests copy and deploy.
      ignore: ['local/test/engine/web-app/**'],
      // Run by tasks of projen and by scripts.
      ignoreDependencies: [
        'aws-cdk', 'awslint', 'commit-and-tag-version', 'jsii', 'jsii-diff', 'jsii-docgen', 'jsii-pacmak', 'jsii-rosetta', 'oxlint',
        'oxlint-tsgolint', 'tsx', 'typedoc',
      ],
      // Programs of the operating system.
      ignoreBinaries: ['.*'],
    },
  });
}
