import { ServiceUnavailableException } from '@nestjs/common';

/** Classes of SQLSTATE that concern the server, not the query: connection, authorization, resources (a full disk), operator, system. */
const OF_THE_SERVER = /^(08|28|53|57|58)/;
const IS_SQLSTATE = /^[0-9A-Z]{5}$/;

export const RETRY_AFTER_SECONDS = 5;

/** Whether the database is unavailable, so that the same query may succeed later. */
export function isUnavailable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // Connection errors and time-outs of the driver have a code of another kind, or none.
  return error instanceof Error && (typeof code !== 'string' || !IS_SQLSTATE.test(code) || OF_THE_SERVER.test(code));
}

export function isRefusedPassword(error: unknown): boolean {
  return (error as { code?: unknown }).code === '28P01';
}

/** The response to clients reveals neither the database's address nor the cause. */
export function unavailable(): ServiceUnavailableException {
  return new ServiceUnavailableException('the database is not available; try again in a few seconds');
}
