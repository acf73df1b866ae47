/** Only the beginning of a longer address is shown. */
const LONGEST_ADDRESS = 200;

/** What a health check received instead of what it expects. */
export interface HealthAnswer {
  readonly path: string;
  readonly status: number;
  /** The `Location` header. */
  readonly location?: string;
  /** In ALB's notation. */
  readonly expected: string;
}

/** Says what was asked and answered; of a redirect, also where it leads and what to set. */
export function healthAnswerText({ path, status, location, expected }: HealthAnswer): string {
  const answered = `GET ${path} answered ${status}`;
  if (status < 300 || status > 399 || location === undefined) return answered;
  const { shown, isSamePathOverHttps } = target(location, path);
  const remedy = `set \`healthCheckPath\` to a path that answers ${expected}`;
  return `${answered} to ${shown}: ${remedy}${isSamePathOverHttps ? ', or let the application answer this one without HTTPS' : ''}`;
}

/** Without the query, which can contain tokens; on the application itself, only the path. */
function target(location: string, path: string): { readonly shown: string; readonly isSamePathOverHttps: boolean } {
  const own = 'http://application.invalid';
  const from = new URL(path, own);
  if (!URL.canParse(location, from)) return { shown: location.split(/[?#]/)[0].slice(0, LONGEST_ADDRESS), isSamePathOverHttps: false };
  const url = new URL(location, from);
  const shown = (url.origin === own ? url.pathname : `${url.protocol}//${url.host}${url.pathname}`).slice(0, LONGEST_ADDRESS);
  return { shown, isSamePathOverHttps: url.protocol === 'https:' && url.pathname === from.pathname };
}
