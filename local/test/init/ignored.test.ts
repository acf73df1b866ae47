import { missingIgnores } from '../../src/init/files/ignored';
import { COMPUTES, type Project } from '../../src/init/project';

test.each(COMPUTES)('with %s, only files that the build adds are ignored', (compute) => {
  const project = { compute, language: 'typescript', application: { directory: '.', build: { runtimes: {} } } } as unknown as Project;
  const lines = missingIgnores(project, '');
  expect(lines).toContain('node_modules/');
  expect(lines.includes('/deploy/hook.sh')).toBe(compute === 'ec2');
});
