import { INFRASTRUCTURE, type ComputeKind, type Language } from './project';
import type { Kind } from './repository/found-application';
import { NAME } from './repository/names';
import type { Repository } from '../checks/source/repository';

/** The main file of the CDK app, in each of its languages. */
const FILES: readonly (readonly [string, Language])[] = [
  ['app.ts', 'typescript'], ['app.py', 'python'], ['src/main/java/App.java', 'java'], ['app.go', 'go'], ['Program.cs', 'csharp'],
];
const FACTORIES: readonly (readonly [RegExp, Kind])[] = [
  [/\bApplication[._]nest_?js\b/i, 'nestjs'], [/\bApplication[._]node_?js\b/i, 'nodejs'], [/\bApplication[._]golang\b/i, 'go'],
  [/\bApplication[._]python\b/i, 'python'], [/\bApplication[._]custom\b/i, 'custom'],
];

/** What a CDK app says that is there already. */
export interface PresentApp {
  readonly path: string;
  readonly language: Language;
  /** Those of its environments: EC2 if it names none. */
  readonly computes: readonly ComputeKind[];
  readonly kind?: Kind;
  /** Of the only unit beside its hook. */
  readonly name?: string;
}

/** Names of the units in the folder of the hook, without `.service`. */
export function presentUnits(repository: Repository): string[] {
  return repository.namesIn('deploy').filter((name) => name.endsWith('.service')).map((name) => name.slice(0, -'.service'.length));
}

/** The CDK app that an earlier `gostyle init` has written, with what its owner has changed since. */
export function presentApp(repository: Repository): PresentApp | undefined {
  const [file, language] = FILES.find(([name]) => repository.isFile(`${INFRASTRUCTURE}/${name}`)) ?? [];
  const path = `${INFRASTRUCTURE}/${file}`;
  const text = file === undefined ? undefined : repository.read(path);
  if (language === undefined || !text?.includes('GoStyleWebPipeline')) return undefined;
  const named = (['ec2', 'fargate', 'lambda'] as const).filter((each) => new RegExp(String.raw`\bCompute[._]${each}_?\s*\(`, 'i').test(text));
  const kind = FACTORIES.find(([pattern]) => pattern.test(text))?.[1];
  const [name, ...others] = presentUnits(repository).filter((unit) => NAME.test(unit));
  return {
    path,
    language,
    computes: named.length === 0 ? ['ec2'] : named,
    ...kind !== undefined && { kind },
    ...name !== undefined && others.length === 0 && { name },
  };
}
