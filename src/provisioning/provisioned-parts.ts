import { readFileSync } from 'node:fs';
import { requireFile } from './part-files';
import type { IProvisioning, ProvisioningConfig } from './provisioning-config';
import { requireReturned } from '../core/given-arguments';
import { misuse, requirePattern } from '../core/misuse';
import { requireNoSecretInFile } from '../core/no-secret';
import { quoted } from '../core/quoted';
import { provisioningScript, readScript } from '../core/script';

/** User data lines of all parts: first their files, then their commands, one part after another. */
export function provisionedParts(parts: readonly IProvisioning[]): string[] {
  if (parts.length === 0) return [];
  const lines = parts.flatMap((part, index) => linesOf(requireReturned(`provisioning[${index}]`, 'ProvisioningConfig', part.bind()), index));
  return [readScript(provisioningScript('provisioning')), ...lines];
}

function linesOf({ name, files = {}, command }: ProvisioningConfig, index: number): string[] {
  requirePattern(`provisioning[${index}].name`, name, /^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lowercase letters, digits and hyphens', 'rename it');
  if (command.length === 0) throw misuse(`provisioning[${index}].command`, 'must name a program', command, 'write `[\'./setup.sh\']`, for example');
  const part = `${String(index + 1).padStart(2, '0')}-${name}`;
  const put = Object.entries(files).map(([path, source]) => {
    requireFile(`provisioning[${index}].files.${path}`, source);
    const content = readFileSync(source);
    requireNoSecretInFile(`provisioning[${index}]`, source, content);
    return `put_part_file ${part} ${quoted(path)} ${document(content)}`;
  });
  return [...put, `run_part ${part} ${command.map(quoted).join(' ')}`];
}

/**
 * Plain text: the approver of a change set can read what has changed. Not compressed, because another Node.js release would compress it to other
 * bytes and replace every instance for nothing.
 */
function document(content: Buffer): string {
  const text = content.toString('utf8');
  const isText = text.endsWith('\n') && !text.includes('\0') && Buffer.from(text).equals(content);
  if (!isText) return `base64 -d <<'END'\n${content.toString('base64')}\nEND`;
  const lines = new Set(text.split('\n'));
  let end = 'END';
  while (lines.has(end)) end += '_';
  return `cat <<'${end}'\n${text}${end}`;
}
