import * as z from 'zod';

const seconds = (fallback: number) => z.coerce.number().min(0).max(3600).default(fallback);

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  HOST: z.string().min(1).default('0.0.0.0'),
  /** 0 picks any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['debug', 'log', 'warn', 'error']).default('log'),
  /** After SIGTERM: how long new requests are still answered, until clients have moved to other hosts. */
  SHUTDOWN_DRAIN_SECONDS: seconds(5),
  /** After SIGTERM: how long a request in flight may take. Must be shorter than the unit's TimeoutStopSec. */
  SHUTDOWN_TIMEOUT_SECONDS: seconds(25),
  /** How many links one address may create per minute; 0 means no limit. */
  LINKS_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(3000),
  /** Number of proxies whose `X-Forwarded-For` is trusted: the load balancer, and CloudFront if it is in front of that. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(1),
  /** Tokens that permit removing links, separated by commas. There are two while an old one is being replaced. */
  ADMIN_TOKENS: z.string().default('').transform((text) => text.split(',').map((token) => token.trim()).filter(Boolean))
    .refine((tokens) => tokens.every((token) => token.length >= 16), 'each token must have at least 16 characters'),
  /** If not set, links are kept in memory. */
  DATABASE_HOST: z.string().optional(),
  DATABASE_PORT: port.default(5432),
  DATABASE_NAME: z.string().default('app'),
  DATABASE_USER: z.string().default('app'),
  DATABASE_PASSWORD: z.string().optional(),
  /** Secret from which the password can be read again after a rotation. */
  DATABASE_SECRET_ARN: z.string().optional(),
  /** File of the CA certificates that verify the database's certificate. */
  DATABASE_CA_FILE: z.string().optional(),
  /** If not set, visits are counted in the database, and requests in memory. */
  CACHE_HOST: z.string().optional(),
  CACHE_PORT: port.default(6379),
  CACHE_USER: z.string().default('default'),
  CACHE_PASSWORD: z.string().optional(),
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
  readonly linksPerMinute: number;
  readonly trustedProxies: number;
  readonly adminTokens: readonly string[];
  readonly database?: DatabaseConfig;
  readonly cache?: CacheConfig;
}

export interface DatabaseConfig {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password?: string;
  readonly secretArn?: string;
  readonly caFile?: string;
}

export interface CacheConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

/** Names all invalid variables at once, but not their values, which may be secrets. */
export class ConfigError extends Error {}

/** Reads the service's configuration; throws a `ConfigError` if it is invalid, before anything has been started. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  // systemd passes `NAME=` as an empty string, which means the default.
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
    linksPerMinute: data.LINKS_PER_MINUTE,
    trustedProxies: data.TRUSTED_PROXIES,
    adminTokens: data.ADMIN_TOKENS,
    database: data.DATABASE_HOST === undefined ? undefined : {
      host: data.DATABASE_HOST,
      port: data.DATABASE_PORT,
      name: data.DATABASE_NAME,
      user: data.DATABASE_USER,
      password: data.DATABASE_PASSWORD,
      secretArn: data.DATABASE_SECRET_ARN,
      caFile: data.DATABASE_CA_FILE,
    },
    cache: data.CACHE_HOST === undefined ? undefined : {
      host: data.CACHE_HOST, port: data.CACHE_PORT, user: data.CACHE_USER, password: data.CACHE_PASSWORD,
    },
  };
}
