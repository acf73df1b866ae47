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
  // Given and not looked up: Nest would load the platform by name, which a bundle cannot.
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, logger), new ExpressAdapter(), { logger });
  // They say whose request it is.
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
