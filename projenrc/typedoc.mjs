import { OptionDefaults } from 'typedoc';
import { TOPICS } from './api-topics.mjs';

export default {
  name: 'GoStyleWebPipeline',
  entryPoints: ['../src/index.ts'],
  tsconfig: '../tsconfig.json',
  out: '../dist/site',
  readme: '../README.md',
  projectDocuments: ['../docs/*.md', '../docs/decisions/*.md', '../CHANGELOG.md', '../CONTRIBUTING.md', '../SECURITY.md', '../AGENTS.md'],
  searchInDocuments: true,
  searchInComments: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  disableSources: true,
  skipErrorChecking: true,
  treatValidationWarningsAsErrors: true,
  validation: {
    notExported: false,
    invalidLink: true,
    invalidPath: true,
    rewrittenLink: true,
    notDocumented: false,
    unusedMergeModuleWith: true,
  },
  plugin: ['./typedoc-plugin.mjs'],
  navigation: {
    includeCategories: true,
    includeGroups: false,
  },
  categorizeByGroup: false,
  defaultCategory: 'Guide',
  highlightLanguages: ['typescript', 'tsx', 'javascript', 'json', 'jsonc', 'bash', 'sh', 'yaml', 'python', 'ini', 'html', 'css'],
  ignoredHighlightLanguages: ['mermaid'],
  categoryOrder: ['Guide', ...new Set(TOPICS.map(([, title]) => title)), 'Decisions'],
  blockTags: [...OptionDefaults.blockTags, '@exampleMetadata'],
  excludeTags: [...OptionDefaults.excludeTags, '@exampleMetadata'],
};
