import { likeTheAgent, testDeployments } from './deploy-case';
import cases from '../../cases/agent-observations.json';

describe('a deployment has the result that was observed with the agent\'s code', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = likeTheAgent();
  });
  afterAll(() => restore());

  testDeployments(cases.cases);
});
