/** When the support of each version of a language ends, as its project says, by the version. A test cannot ask: compare before a date matters. */
type EndOfSupport = Readonly<Record<string, string>>;

/** @see https://nodejs.org/en/about/previous-releases */
export const NODE_JS_END_OF_SUPPORT: EndOfSupport = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** The line that an application without a choice of its own runs on: the newest with long-term support. */
export const NODE_JS_DEFAULT = 24;

/**
 * Only what Amazon Linux 2023 has as a package.
 *
 * @see https://devguide.python.org/versions/
 */
export const PYTHON_END_OF_SUPPORT: EndOfSupport = {
  3.9: '2025-10-31',
  3.11: '2027-10-31',
  3.12: '2028-10-31',
  3.13: '2029-10-31',
  3.14: '2030-10-31',
};

/** A package of Amazon Linux 2023, an image and a runtime of Lambda have it. */
export const PYTHON_DEFAULT = '3.13';

/**
 * Each release is supported until the second one after it is there, in February and August. Later ones are announced, not dated.
 *
 * @see https://go.dev/doc/devel/release
 */
export const GO_END_OF_SUPPORT: EndOfSupport = {
  1.23: '2025-08-12',
  1.24: '2026-02-10',
  1.25: '2026-08-11',
  1.26: '2027-02-28',
  1.27: '2027-08-31',
};
