import type { LoggerService } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** One line a request, when it is over. Health checks come every few seconds from each zone: only at level debug. */
export function accessLog(logger: LoggerService) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    // Routing changes `url`, and a query may hold what does not belong into a log.
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
