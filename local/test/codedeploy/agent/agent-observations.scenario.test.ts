import { deployCasesOf, likeTheAgent, replay } from './deploy-case';
import cases from '../../cases/agent-observations.json';

describe('a deployment has the result that was observed with the agent\'s code', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = likeTheAgent();
  });
  afterAll(() => restore());

  test.each(deployCasesOf(cases.cases).map((sample) => [sample.id, sample] as const))('%s', async (_id, sample) => {
    await replay(sample);
  }, 40_000);
});
