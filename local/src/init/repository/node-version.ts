import { below } from './names';
import type { Repository } from '../../checks/source/repository';

/** The newest version with long-term support, as in the CDK app. */
export const NODE_MAJOR = 24;
const LONGEST = 100;
const RANGE = /^[\dvx*.^~<>=|\s-]+$/;

/** A note if the application asks for another version of Node.js than the one that builds and hosts get. */
export function otherNodeVersion(repository: Repository, directory: string, engines?: string): string[] {
  const pinned = ['.nvmrc', '.node-version'].flatMap((name) => [...new Set([below(directory, name), name])]).map((path) => ({
    place: path, wanted: repository.read(path)?.trim() ?? '',
  })).filter(({ wanted }) => /^v?\d+(?:\.\d+){0,2}$/.test(wanted));
  const asked = [...pinned, ...engines === undefined ? [] : [{ place: `engines of ${below(directory, 'package.json')}`, wanted: engines.trim() }]];
  const other = asked.find(({ wanted }) => !accepts(wanted, NODE_MAJOR));
  if (asked.length === 0 || other === undefined) return [];
  return [`${other.place} asks for Node.js ${other.wanted}, but builds and hosts get ${NODE_MAJOR}: test the application with it. Another version is `
    + '`nodeMajorVersion` in the CDK app, with `nodejs` in buildspec.yml'];
}

/** Of the newest release with this major version. Anything that is no range of versions accepts it. */
function accepts(range: string, major: number): boolean {
  if (range.length > LONGEST || !RANGE.test(range)) return true;
  return range.split('||').some((part) => {
    const [, from, to] = /^\s*v?(\d+)[\d.]*\s+-\s+v?(\d+)[\d.]*\s*$/.exec(part) ?? [];
    if (from !== undefined) return major >= Number(from) && major <= Number(to);
    const bounds = [...part.matchAll(/([<>]=?|[\^~=])?\s*v?(\d+)(\.\d+)?(?:\.[\dx*]+)*/g)];
    return bounds.every(([, operator = '=', bound, minor]) => {
      const difference = major - Number(bound);
      if (operator === '>=') return difference >= 0;
      if (operator === '>') return minor === undefined ? difference > 0 : difference >= 0;
      if (operator === '<=') return difference < 0 || (difference === 0 && minor === undefined);
      if (operator === '<') return difference < 0;
      return difference === 0;
    });
  });
}
