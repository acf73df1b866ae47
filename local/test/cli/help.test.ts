import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { COMMANDS, wantedCommand } from '../../src/cli/commands';
import { program } from '../engine/program';

const FOR_PEOPLE = COMMANDS.filter(({ hidden }) => !hidden);

test.each(FOR_PEOPLE)('the help of $name ends with examples whose options exist, and with the exit statuses', async ({ name, load }) => {
  const command = (await load()).command(COMMANDS);
  const lines = helpOf(command).split('\n');
  const examples = lines.filter((line) => line.startsWith(`  gostyle ${name}`));
  expect(examples.length).toBeGreaterThan(1);
  const options = examples.flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
  expect(options.filter((option) => !command.options.some(({ long }) => long === option))).toEqual([]);
  expect(lines.at(-2)).toMatch(/^Exit status: 0 .* 1 .* 2 /);
});

test.each(FOR_PEOPLE)('the options of $name are described, and no default shows JSON', async ({ load }) => {
  const command = (await load()).command(COMMANDS);
  expect(command.description()).toMatch(/\.$/);
  expect(command.options.filter(({ description }) => !description).map(({ flags }) => flags)).toEqual([]);
  expect(helpOf(command)).not.toMatch(/default:\s+[[{]/);
});

test.each([
  [['run', '--once'], 'run'],
  [['--no-color', 'lint', '--source', '..'], 'lint'],
  [['help', 'rollout'], 'rollout'],
  [['--version'], undefined],
])('%j is for %s', (argv, expected) => {
  expect(wantedCommand(argv)).toBe(expected);
});

test.each([
  [['codedeploy', '--help']],
  [['--help']],
  [['rollout', '--hosts', '3', '--json']],
])('%j ends quietly when its output is closed, as in `| head -1`', async (argv) => {
  const child = spawn(process.execPath, [program(), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  await once(child, 'close');
  expect(errors).not.toMatch(/EPIPE|^ +at /m);
  expect(child.signalCode).toBeNull();
});

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => { text += part; } }).outputHelp();
  return text;
}
