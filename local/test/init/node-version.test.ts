import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

function note(files: Record<string, string>, node?: string): string | undefined {
  const packageJson = { scripts: { start: 'node app.js' }, ...node !== undefined && { engines: { node } } };
  const [application] = applicationsIn({ 'package.json': packageJson, 'app.js': 'app.listen(process.env.PORT);', ...files });
  return application!.notes.find((each) => each.includes('asks for Node.js'));
}

test.each([
  '24', '24.x', '>=18', '>= 20.9.0', '^20 || ^22 || ^24', '>=18 <25', '18 - 24', '*', 'x', '>=24.11.1', '', 'lts', '^24.1', '<=24', '>=22.0.0 <26',
])('%s accepts Node.js 24', (range) => expect(note({}, range)).toBeUndefined());

test.each([
  '12.x', '14.x.x', '16.20.2', '>=14 <=16', '^20', '~22.1', '18 || 20', '<24', '18 - 22', '>=26', '>24', 'v22',
])('%s does not', (range) => expect(note({}, range)).toContain(`engines of package.json asks for Node.js ${range}, but builds and hosts get 24`));

test.each(['.nvmrc', '.node-version'])('%s is read', (name) => {
  expect(note({ [name]: 'v8.9.3\n' })).toContain(`${name} asks for Node.js v8.9.3`);
  expect(note({ [name]: '24.1.0\n' }, '>=20')).toBeUndefined();
  expect(note({ [name]: 'lts/*\n' })).toBeUndefined();
});
