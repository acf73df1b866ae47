// Exit status 0 if DIRECTORY/node_modules contains what DIRECTORY/package-lock.json lists, as recorded
// by npm after an installation. Usage: node scripts/installed.mjs DIRECTORY
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.argv[2];
const packagesOf = (file) => JSON.parse(readFileSync(join(directory, file), 'utf8')).packages;

try {
  const installed = packagesOf('node_modules/.package-lock.json');
  const wanted = Object.entries(packagesOf('package-lock.json')).filter(([path]) => path !== '');
  // Optional packages of other platforms are not installed anywhere.
  const missing = wanted.filter(([path, { version, optional }]) => installed[path]?.version !== version && !(optional && !installed[path]));
  process.exit(missing.length === 0 ? 0 : 1);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  process.exit(1);
}
