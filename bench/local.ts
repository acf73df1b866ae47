// `npx tsx bench/local.ts`: how long the local pipeline takes apart from the build, what an instance costs, and how fast the short
// commands are. Takes about two minutes; everything runs on 127.0.0.1.
import { measureCommands } from './local/commands';
import { measureInstances } from './local/instances';
import { measureRun } from './local/run';
import { printTable, type Row } from './table';

async function main(): Promise<void> {
  const rows: Row[] = [...await measureCommands(), ...await measureRun(), ...await measureInstances()];
  printTable(['what', 'measured', 'aim'], rows);
}

void main();
