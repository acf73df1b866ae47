/** End of support of each version, from the projects' own schedules. No test can check these dates: compare them before they matter. */
type EndOfSupport = Readonly<Record<string, string>>;

/** @see https://nodejs.org/en/about/previous-releases */
export const NODE_JS_END_OF_SUPPORT: EndOfSupport = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** The default: the newest version with long-term support. */
export const NODE_JS_DEFAULT = 24;

/**
 * Only versions that Amazon Linux 2023 has a package for.
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

/** Available as a package of Amazon Linux 2023, as a container image and as a Lambda runtime. */
export const PYTHON_DEFAULT = '3.13';

/**
 * A release is supported until two newer ones are out, one each February and August. Future dates are estimates.
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
