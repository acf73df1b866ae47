import { deployCasesOf, likeTheAgent, replay } from './deploy-case';
import cases from '../../cases/appspec-cases.json';

describe('a deployment has the same result as with the agent', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = likeTheAgent();
  });
  afterAll(() => restore());

  test.each(deployCasesOf(cases.cases).map((sample) => [sample.id, sample.title, sample] as const))('%s: %s', async (_id, _title, sample) => {
    await replay(sample);
  }, 40_000);
});
