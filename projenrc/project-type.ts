import { JsonFile, type awscdk } from 'projen';

/**
 * The package behind `projen new --from gostyle-web-pipeline-projen` (decision 0052). It is compiled by jsii of the root; its version is the
 * root's.
 */
export function addProjectType(project: awscdk.AwsCdkConstructLibrary): void {
  const { author, license, repository } = project.package.manifest;
  new JsonFile(project, 'projen/package.json', {
    obj: {
      name: 'gostyle-web-pipeline-projen',
      version: '0.0.0',
      description: 'The project type of projen for GoStyleWebPipeline: a web application with its pipeline to AWS.',
      keywords: ['aws', 'cdk', 'projen', 'codepipeline', 'zero-downtime'],
      license,
      author,
      repository: { ...repository, directory: 'projen' },
      engines: { node: '>= 20.12.0' },
      main: 'lib/index.js',
      types: 'lib/index.d.ts',
      files: ['.jsii', 'assets', 'lib/**/*.js', 'lib/**/*.d.ts'],
      peerDependencies: { constructs: '^10.0.0', projen: '>=0.100.0 <1.0.0' },
      jsii: { outdir: 'dist', targets: {}, tsc: { rootDir: 'src', outDir: 'lib' } },
      stability: 'experimental',
    },
  });

  // jsii generates its own when it compiles the package.
  new JsonFile(project, 'projen/tsconfig.json', {
    obj: { extends: '../tsconfig.json', compilerOptions: { noEmit: true, rootDir: 'src', types: ['node'] }, include: ['src/**/*.ts'] },
  });

  const packProjectType = project.addTask('package:project-type', {
    description: 'Pack the project type of projen: dist/js/gostyle-web-pipeline-projen.tgz',
    exec: 'scripts/pack-project-type.sh',
  });
  // Published with the library: publib takes every archive in dist/js.
  project.tasks.tryFind('package:js')?.spawn(packProjectType);

  project.addTask('test:project-type', {
    description: 'Create a project with `projen new --from`, lint it, and run its pipeline on this machine under load (minutes, network)',
    exec: 'scripts/test-project-type.sh',
    receiveArgs: true,
  });
}
