import type { Server } from 'node:http';
import { ConsoleLogger, StandardSchemaValidationPipe, type LogLevel as NestLogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { Config, LogLevel } from './config/config.js';
import { RetryAfterFilter } from './database/retry-after.filter.js';
import { accessLog } from './http/access-log.js';
import { outliveLoadBalancer } from './http/timeouts.js';

const LEVELS: readonly LogLevel[] = ['debug', 'log', 'warn', 'error'];

/** The application, ready to listen. */
export async function createApp(config: Config): Promise<{ app: NestExpressApplication; logger: ConsoleLogger; server: Server }> {
  const logger = new ConsoleLogger({ json: true, logLevels: [...levelsFrom(config.logLevel), 'fatal'] });
  // Passed explicitly, because Nest would otherwise load the platform by its name, which does not work in a bundle.
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, logger), new ExpressAdapter(), { logger });
  // Determines the client's address from `X-Forwarded-For`.
  app.set('trust proxy', config.trustedProxies);
  app.useSecurityHeaders();
  app.useBodyParser('json', { limit: '16kb' });
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  app.useGlobalFilters(new RetryAfterFilter(app.getHttpAdapter()));
  app.use(accessLog(logger));
  const server = app.getHttpServer();
  outliveLoadBalancer(server);
  return { app, logger, server };
}

function levelsFrom(least: LogLevel): NestLogLevel[] {
  return LEVELS.slice(LEVELS.indexOf(least));
}
