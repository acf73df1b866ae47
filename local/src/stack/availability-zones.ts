/** Regions where accounts see fewer or other zones than a, b and c. */
const LETTERS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'acd',
  'ca-central-1': 'abd',
  'us-east-1': 'abcdef',
  'us-west-1': 'ac',
  'us-west-2': 'abcd',
};

export function availabilityZones(region: string): string[] {
  return [...LETTERS[region] ?? 'abc'].map((letter) => `${region}${letter}`);
}
