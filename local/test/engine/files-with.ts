import { spawnSync } from 'node:child_process';
import { asOwnerOfFiles } from '../../src/fleet/machine/namespace';

/** Files of a run, those of its instances too, that contain the text. */
export function filesWith(text: string, folder: string): string[] {
  const [program, ...args] = asOwnerOfFiles(['grep', '--recursive', '--files-with-matches', '--fixed-strings', '--', text, folder]);
  const { stdout, stderr } = spawnSync(program!, args, { encoding: 'utf8' });
  // Instances delete files meanwhile.
  expect(stderr.split('\n').filter((line) => line !== '' && !line.endsWith('No such file or directory'))).toEqual([]);
  return stdout.split('\n').filter(Boolean);
}
