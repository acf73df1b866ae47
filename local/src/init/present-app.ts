import { INFRASTRUCTURE, type ComputeKind } from './project';
import type { Kind } from './repository/found-application';
import type { Repository } from '../checks/source/repository';

/** The main file of the CDK app, in each of its languages. */
const FILES = ['app.ts', 'app.py', 'src/main/java/App.java', 'app.go', 'Program.cs'].map((name) => `${INFRASTRUCTURE}/${name}`);
const FACTORIES: readonly (readonly [RegExp, Kind])[] = [
  [/\bApplication[._]nest_?js\b/i, 'nestjs'], [/\bApplication[._]node_?js\b/i, 'nodejs'], [/\bApplication[._]golang\b/i, 'go'],
  [/\bApplication[._]python\b/i, 'python'], [/\bApplication[._]custom\b/i, 'custom'],
];

/** What a CDK app says that is there already. */
export interface PresentApp {
  readonly path: string;
  /** Those of its environments: EC2 if it names none. */
  readonly computes: readonly ComputeKind[];
  readonly kind?: Kind;
}

/** The CDK app that an earlier `gostyle init` has written, with what its owner has changed since. */
export function presentApp(repository: Repository): PresentApp | undefined {
  const path = FILES.find((file) => repository.isFile(file));
  const text = path === undefined ? undefined : repository.read(path);
  if (path === undefined || !text?.includes('GoStyleWebPipeline')) return undefined;
  const named = (['ec2', 'fargate', 'lambda'] as const).filter((each) => new RegExp(String.raw`\bCompute[._]${each}_?\s*\(`, 'i').test(text));
  const kind = FACTORIES.find(([pattern]) => pattern.test(text))?.[1];
  return { path, computes: named.length === 0 ? ['ec2'] : named, ...kind !== undefined && { kind } };
}
