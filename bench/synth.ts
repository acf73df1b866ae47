// `npx projen bench:synth [--quick]`: the CPU time of a synthesis with the library, compared with the same architecture written in plain L2
// constructs, for each compute, as ratios of medians within one run. Each sample is a separate process; the two alternate. Takes about five minutes.
import { buildApps, linesOfDefaultUse } from './synth/apps';
import { requireSameArchitecture } from './synth/architecture';
import { takeSamples, type Sample } from './synth/samples';
import { median, printTable, type Row } from './table';

const rounds = process.argv.includes('--quick') ? 3 : 9;
const COMPUTES = ['ec2', 'fargate', 'lambda'] as const;
const TWO = ['staging', 'production'];
const environments = (count: number) => [...TWO, ...Array.from({ length: count - TWO.length }, (_, index) => `tenant-${index + 1}`)];

function main(): void {
  const { directory, remove } = buildApps();
  try {
    for (const compute of COMPUTES) requireSameArchitecture(directory, compute, TWO);
    printTable(['what', 'measured', 'aim'], [
      ...COMPUTES.flatMap((compute) => compare(directory, compute, true)),
      ...compare(directory, 'ec2', false),
      ...growth(directory),
      ['lines of user code for the default', String(linesOfDefaultUse()), '<= 12'],
    ]);
  } finally {
    remove();
  }
}

function compare(directory: string, compute: Sample['compute'], validation: boolean): Row[] {
  const samples = takeSamples(directory, rounds, {
    byHand: { app: 'by-hand', compute, environments: TWO, validation },
    library: { app: 'with-library', compute, environments: TWO, validation },
  });
  const [byHand, library] = [median(samples.byHand), median(samples.library)];
  const what = `${compute}, 2 environments${validation ? '' : ', CloudFormation Validate off'}`;
  return [
    [`${what}: by hand`, seconds(byHand), ''],
    [`${what}: library`, seconds(library), ''],
    [`${what}: library / by hand`, (library / byHand).toFixed(2), validation ? '<= 1.15' : ''],
  ];
}

/** The cost of another environment must not depend on how many there are already. */
function growth(directory: string): Row[] {
  const sample = (count: number): Sample => ({ app: 'with-library', compute: 'ec2', environments: environments(count), validation: true });
  const samples = takeSamples(directory, Math.ceil(rounds / 2), { two: sample(2), ten: sample(10), twenty: sample(20) });
  const [two, ten, twenty] = [samples.two, samples.ten, samples.twenty].map(median);
  const [early, late] = [(ten - two) / 8, (twenty - ten) / 10];
  return [
    ['20 environments: library', seconds(twenty), ''],
    ['each of the 3rd to 10th environment', seconds(early), ''],
    ['each of the 11th to 20th environment', seconds(late), ''],
    ['late / early', (late / early).toFixed(2), 'about 1: linear'],
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

main();
