import { likeTheAgent, testDeployments } from './deploy-case';
import cases from '../../cases/appspec-cases.json';

describe('a deployment has the same result as with the agent', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = likeTheAgent();
  });
  afterAll(() => restore());

  testDeployments(cases.cases);
});
