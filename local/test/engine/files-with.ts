import { spawnSync } from 'node:child_process';
import { asOwnerOfFiles } from '../../src/fleet/machine/namespace';

/** Files of a run, those of its instances too, that contain the text. */
export function filesWith(text: string, folder: string): string[] {
  // Not as an argument, which other tests may see.
  const [program, ...args] = asOwnerOfFiles(['grep', '--recursive', '--files-with-matches', '--fixed-strings', '--file=-', '--', folder]);
  const { stdout, stderr } = spawnSync(program!, args, { encoding: 'utf8', input: text });
  // Instances delete files meanwhile.
  expect(stderr.split('\n').filter((line) => line !== '' && !line.endsWith('No such file or directory'))).toEqual([]);
  return stdout.split('\n').filter(Boolean);
}
