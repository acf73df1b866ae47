#!/usr/bin/env node
import { Command } from 'commander';
import { COMMANDS, wantedCommand } from './commands';
import { exitSoon } from './exit-soon';
import { exitStatusOf } from './exit-status';
import { HELP_OUTPUT, withExamples } from './help';
import { installLastResort } from './last-resort';

/** Defined by local/bundle.mjs, because the bundle also runs without its package, on a local instance. */
declare const PACKAGE_VERSION: string;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('gostyle')
    .description('Runs the deployment pipeline of your web application on this machine, without AWS or Docker.')
    .usage('<command> [options]')
    .version(PACKAGE_VERSION)
    .option('--no-color', 'print no colours; the environment variable NO_COLOR does the same')
    .hook('preAction', (command) => { if (command.opts<{ color: boolean }>().color === false) process.env.NO_COLOR = '1'; })
    .configureOutput(HELP_OUTPUT)
    .showHelpAfterError('(see gostyle --help)')
    .exitOverride();
  withExamples(program, [
    { line: 'gostyle lint', does: 'in your repository: finds mistakes that AWS would reject ten minutes later' },
    { line: 'gostyle run', does: 'builds and deploys the current commit, and prints the address of the console page' },
    { line: 'gostyle run --once --approve all --load 50', does: 'the same unattended: counts every dropped request, then exits' },
    { line: 'npm run gostyle --prefix infrastructure -- status', does: 'a command at the root of a repository that `init` has set up' },
    { line: 'gostyle <command> --help', does: 'the options of a command, with examples' },
  ]);
  const wanted = wantedCommand(argv);
  for (const { name, summary, hidden, load } of COMMANDS) {
    // Only the requested command is loaded; the others just need a line in the help.
    const command = name === wanted ? (await load()).command(COMMANDS) : new Command(name);
    program.addCommand(command.summary(summary).copyInheritedSettings(program), { hidden });
  }
  await program.parseAsync(argv, { from: 'user' });
}

installLastResort();
main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = exitStatusOf(error);
}).finally(exitSoon);
