import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../core/misuse';

/** Versions of an engine. */
export interface EngineVersions {
  /** What they are, such as `a version of Valkey that ElastiCache supports`. */
  readonly title: string;
  /** Those that the library knows, separated by spaces, with as many numbers as one that is given. */
  readonly known: string;
  /** The first one that the library supports. */
  readonly least: string;
  /** How to look others up. */
  readonly lookUp: string;
  /** Whether there will be no other version. */
  readonly complete?: boolean;
  /** The one that is taken without the prop. */
  readonly standard: string;
}

/** Rejects a version that does not exist. One that is newer than those that are known may exist by now, so it passes. */
export function requireVersion(prop: string, version: string, engine: EngineVersions): void {
  if (Token.isUnresolved(version)) return;
  const found = foundIn(engine, version);
  if (found === 'known' || found === 'newer' && !engine.complete) return;
  throw misuse(prop, `must be ${engine.title}`, version, `leave it out for ${engine.standard}, or take one of: ${supported(engine).join(', ')}`);
}

/** The warning for one that is given and newer. */
export function noteNewerVersion(scope: Construct, prop: string, version: string | undefined, engine: EngineVersions): void {
  if (version === undefined || Token.isUnresolved(version) || foundIn(engine, version) !== 'newer') return;
  Annotations.of(scope).addWarningV2('gostyle:newerEngineVersion', `\`${prop}\` is not known to this version of the library as ${engine.title}, `
    + `got: "${version}"; the deployment fails if there is none: look it up with \`${engine.lookUp}\``);
}

function foundIn(engine: EngineVersions, version: string): 'known' | 'newer' | 'missing' {
  const known = supported(engine);
  if (known.includes(version)) return 'known';
  const numbers = engine.least.split('.').length;
  if (!/^[1-9]\d?(\.(0|[1-9]\d?))?$/.test(version) || version.split('.').length !== numbers) return 'missing';
  const [major] = version.split('.');
  const sameMajor = numbers === 1 ? [] : known.filter((each) => each.split('.')[0] === major);
  const newest = (sameMajor.length > 0 ? sameMajor : known).at(-1)!;
  return compare(version, newest) > 0 ? 'newer' : 'missing';
}

function supported({ known, least }: EngineVersions): string[] {
  return known.split(' ').filter((version) => compare(version, least) >= 0).sort(compare);
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
