import type { Notation } from './notation';

const GOROUTINE = /^goroutine \d+(?: .*)?\[.*\]:$/;
const PLACE = /^\t(?<file>\S.*\.(?:go|s|c)):\d+/;
/** Downloaded modules, and Go itself. */
const FOREIGN = /\/pkg\/mod\/|\/go\/src\/|\/go(?:-[\d.]+)?\/src\/|^_cgo/;

/** A goroutine: pairs of lines, a function and its position in the source. */
export const ofGo: Notation = (lines, index) => {
  if (!GOROUTINE.test(lines[index])) return undefined;
  const own: string[] = [];
  let length = 1;
  for (let place = PLACE.exec(lines[index + length + 1] ?? ''); place; place = PLACE.exec(lines[index + length + 1] ?? '')) {
    if (!FOREIGN.test(place.groups?.file ?? '')) own.push(...lines.slice(index + length, index + length + 2));
    length += 2;
  }
  return { length, own };
};
