// `npx tsx bench/synthesis.ts`: the processor time that the library takes to synthesize two environments, against the same architecture written by
// hand in plain L2 constructs, and how it grows with environments. Each measurement is a process of its own; the two take turns.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median, printTable, type Row } from './table';

const RUNS = 5;

interface Measurement { readonly milliseconds: number; readonly resources: number }

/** Synthesizes an app in a process of its own: `library 2`, `by-hand 2`. */
function synthesize(app: string, environments: number, validation: boolean): Measurement {
  const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'synthesis', 'measure.ts'), app, String(environments)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, CDK_VALIDATION: String(validation) },
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as Measurement;
}

function compare(validation: boolean): Row {
  const library: Measurement[] = [];
  const byHand: Measurement[] = [];
  for (let run = 0; run < RUNS; run++) {
    library.push(synthesize('library', 2, validation));
    byHand.push(synthesize('by-hand', 2, validation));
  }
  const [ours, theirs] = [library, byHand].map((runs) => median(runs.map(({ milliseconds }) => milliseconds)));
  return [
    validation ? 'with CloudFormation Validate (default)' : 'without', `${ours.toFixed(0)} ms, ${library[0].resources} resources`,
    `${theirs.toFixed(0)} ms, ${byHand[0].resources} resources`, (ours / theirs).toFixed(2),
  ];
}

function growth(): Row[] {
  return [2, 5, 10, 20].map((environments) => {
    const { milliseconds, resources } = synthesize('library', environments, false);
    return [String(environments), String(resources), `${milliseconds.toFixed(0)} ms`, `${(milliseconds / environments).toFixed(0)} ms`];
  });
}

printTable(['two environments, median of 5', 'library', 'by hand', 'ratio'], [compare(true), compare(false)]);
console.log();
printTable(['environments', 'resources', 'without validation', 'each'], growth());
