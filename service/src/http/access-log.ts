import type { LoggerService } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Logs one line per request, when it is complete. Health checks, which come every few seconds from each zone, are only logged at level debug. */
export function accessLog(logger: LoggerService) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    // Read now, because routing changes `url`. Without the query, which may contain what does not belong in a log.
    const { method, path } = request;
    response.once('close', () => {
      const entry = {
        method,
        path,
        status: response.statusCode,
        milliseconds: Math.round((performance.now() - started) * 10) / 10,
        aborted: !response.writableFinished,
      };
      if (path === '/health' || path === '/ready') {
        logger.debug?.(entry, 'Access');
      } else {
        logger.log(entry, 'Access');
      }
    });
    next();
  };
}
