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
 * Keys are text: as a number 1.20 would be 1.2.
 *
 * @see https://go.dev/doc/devel/release
 */
export const GO_END_OF_SUPPORT: EndOfSupport = {
  '1.0': '2013-12-01',
  '1.1': '2014-06-18',
  '1.2': '2014-12-10',
  '1.3': '2015-08-19',
  '1.4': '2016-02-17',
  '1.5': '2016-08-15',
  '1.6': '2017-02-16',
  '1.7': '2017-08-24',
  '1.8': '2018-02-16',
  '1.9': '2018-08-24',
  '1.10': '2019-02-25',
  '1.11': '2019-09-03',
  '1.12': '2020-02-25',
  '1.13': '2020-08-11',
  '1.14': '2021-02-16',
  '1.15': '2021-08-16',
  '1.16': '2022-03-15',
  '1.17': '2022-08-02',
  '1.18': '2023-02-01',
  '1.19': '2023-08-08',
  '1.20': '2024-02-06',
  '1.21': '2024-08-13',
  '1.22': '2025-02-11',
  '1.23': '2025-08-12',
  '1.24': '2026-02-10',
  '1.25': '2026-08-11',
  '1.26': '2027-02-28',
  '1.27': '2027-08-31',
};
