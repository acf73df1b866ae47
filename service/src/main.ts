import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { createApp } from './app.js';
import { readConfig } from './config/config.js';
import { GracefulShutdown } from './http/graceful-shutdown.js';
import { buildInfo } from './status/build-info.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { app, logger, server } = await createApp(config);
  const shutdown = new GracefulShutdown(server, config.shutdown);

  const stop = (signal: NodeJS.Signals) => {
    logger.log({ event: 'stopping', signal }, 'Main');
    // Even if something hangs, the process exits before systemd has to kill it.
    setTimeout(() => process.exit(1), config.shutdown.timeoutSeconds * 1000 + 2000).unref();
    shutdown.run()
      .then(async ({ cut }) => {
        await app.close();
        logger.log({ event: 'stopped', cut }, 'Main');
        process.exit(cut > 0 ? 1 : 0);
      })
      .catch(fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  await app.listen(config.port, config.host);
  logger.log({ event: 'listening', address: server.address(), ...buildInfo }, 'Main');
}

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  new ConsoleLogger({ json: true }).fatal({ event: 'failed', message }, 'Main');
  process.exit(1);
}

main().catch(fail);
