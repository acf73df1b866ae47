import { doAll } from '../clean-up';

type Step = () => Promise<unknown> | unknown;

const afterThisTest: Step[] = [];
const afterThisFile: Step[] = [];
let steps = afterThisTest;

/** Registers work to be done after the current test, the newest first, even if the test fails. */
export function afterTest(step: Step): void {
  steps.push(step);
}

/** Keeps what is created meanwhile for the other tests of the file. */
export async function keptForTheFile<T>(make: () => Promise<T>): Promise<T> {
  steps = afterThisFile;
  try {
    return await make();
  } finally {
    steps = afterThisTest;
  }
}

afterEach(() => doAll(afterThisTest.splice(0).reverse()));
afterAll(() => doAll(afterThisFile.splice(0).reverse()));
