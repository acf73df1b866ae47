import { Command } from 'commander';
import { exitStatusOf } from './exit-status';
import { initCommand } from './init';
import { installLastResort } from './last-resort';

/** `gostyle init` alone, for projen's project type: it needs nothing else of the runner. */
installLastResort();
new Command('gostyle').exitOverride().addCommand(initCommand({ hasNextSteps: false })).parseAsync().catch((error: unknown) => {
  process.exitCode = exitStatusOf(error);
});
