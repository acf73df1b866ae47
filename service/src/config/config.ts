import * as z from 'zod';

const seconds = (fallback: number) => z.coerce.number().min(0).max(3600).default(fallback);

const schema = z.object({
  HOST: z.string().min(1).default('0.0.0.0'),
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['debug', 'log', 'warn', 'error']).default('log'),
  /** After SIGTERM: how long new requests are still answered while clients go elsewhere. */
  SHUTDOWN_DRAIN_SECONDS: seconds(5),
  /** After SIGTERM: how long a request in flight may take at most. Below the unit's TimeoutStopSec. */
  SHUTDOWN_TIMEOUT_SECONDS: seconds(25),
}).refine((it) => it.SHUTDOWN_DRAIN_SECONDS <= it.SHUTDOWN_TIMEOUT_SECONDS, {
  path: ['SHUTDOWN_DRAIN_SECONDS'],
  error: 'must not be greater than SHUTDOWN_TIMEOUT_SECONDS',
});

export type LogLevel = z.infer<typeof schema>['LOG_LEVEL'];

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly shutdown: { readonly drainSeconds: number; readonly timeoutSeconds: number };
}

/** Says which variables are wrong, all of them at once; never their values, which may be secrets. */
export class ConfigError extends Error {}

/** The service's configuration; throws a `ConfigError` before anything is started with a wrong one. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // systemd passes `NAME=` as an empty string: it means the default.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  const { data } = result;
  return {
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    shutdown: { drainSeconds: data.SHUTDOWN_DRAIN_SECONDS, timeoutSeconds: data.SHUTDOWN_TIMEOUT_SECONDS },
  };
}
