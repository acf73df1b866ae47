import { ServiceUnavailableException } from '@nestjs/common';

/** Classes of SQLSTATE that are about the server and not the query: connection, access, resources (a full disk), operator, system. */
const OF_THE_SERVER = /^(08|28|53|57|58)/;
const IS_SQLSTATE = /^[0-9A-Z]{5}$/;

export const RETRY_AFTER_SECONDS = 5;

/** Whether the database could not be asked, so that the same query may succeed in a moment. */
export function isUnavailable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // Errors of the connection and time-outs of the driver have another code, or none.
  return error instanceof Error && (typeof code !== 'string' || !IS_SQLSTATE.test(code) || OF_THE_SERVER.test(code));
}

export function isRefusedPassword(error: unknown): boolean {
  return (error as { code?: unknown }).code === '28P01';
}

/** What a client is told: neither where the database is nor what is wrong with it. */
export function unavailable(): ServiceUnavailableException {
  return new ServiceUnavailableException('the database does not answer, try again in a few seconds');
}
