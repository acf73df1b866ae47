import { JsonFile, type awscdk } from 'projen';

/** Rules that need types. The compiler in JavaScript takes nine tenths of the time of these checks (docs/decisions/0068). */
const TYPED_RULES = ['no-floating-promises', 'return-await'];

/** What TypeScript there is of this package and of the project type's; `service` and `example` check their own. */
const SOURCES = ['src', 'projen/src', 'local', 'test', 'bench', 'projenrc', '.projenrc.ts'];

/** oxlint checks types, and by them what ESLint would have to load a compiler for. Part of the lint. */
export function addTypes(project: awscdk.AwsCdkConstructLibrary): void {
  new JsonFile(project, '.oxlintrc.json', {
    marker: false,
    obj: {
      $schema: './node_modules/oxlint/configuration_schema.json',
      plugins: ['typescript'],
      // The other rules are ESLint's.
      categories: { correctness: 'off' },
      options: { typeAware: true, typeCheck: true },
      rules: Object.fromEntries(TYPED_RULES.map((rule) => [`typescript/${rule}`, 'error'])),
    },
  });
  project.addTask('types', {
    description: 'Check types, and rules that need them',
    exec: `oxlint ${SOURCES.join(' ')}`,
  });

  for (const rule of TYPED_RULES) delete project.eslint!.rules[`@typescript-eslint/${rule}`];
  delete project.eslint!.config.parserOptions.projectService;
}
