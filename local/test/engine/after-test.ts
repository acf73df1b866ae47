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

async function undo(done: Step[]): Promise<void> {
  for (const step of done.splice(0).reverse()) await step();
}

afterEach(() => undo(afterThisTest));
afterAll(() => undo(afterThisFile));
