type Step = () => Promise<unknown> | unknown;

const afterThisTest: Step[] = [];
const afterThisFile: Step[] = [];
let steps = afterThisTest;

/** Done after the current test, the newest first, also when the test fails. */
export function afterTest(step: Step): void {
  steps.push(step);
}

/** What is made meanwhile is there for the other tests of the file, too. */
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
