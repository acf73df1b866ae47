const work: (() => Promise<unknown> | unknown)[] = [];

/** Done after the current test, the newest first, also when the test fails. */
export function afterTest(step: () => Promise<unknown> | unknown): void {
  work.push(step);
}

afterEach(async () => {
  for (const step of work.splice(0).reverse()) await step();
});
