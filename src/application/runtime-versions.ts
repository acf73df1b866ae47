/**
 * When the support of a version ends, as its project says. A test cannot ask: compare before a date matters.
 *
 * @see https://nodejs.org/en/about/previous-releases
 */
export const NODE_JS_END_OF_SUPPORT: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** The line that an application without a choice of its own runs on: the newest with long-term support. */
export const NODE_JS_DEFAULT = 24;
