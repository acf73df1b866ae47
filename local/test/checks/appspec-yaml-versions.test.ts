import { checkYamlVersions } from '../../src/checks/source/appspec-yaml-versions';

function warningsFor(value: string) {
  return [...checkYamlVersions(`version: 0.0\nos: linux\npermissions:\n  - object: /opt/web\n    mode: ${value}\n`, 'appspec.yml')];
}

test.each([
  ['0755', '493', '755', "write '0755'"],
  ['0644', '420', '644', "write '0644'"],
  ['yes', 'true', '"yes"', "write true, or 'yes' if text is meant"],
  ['Off', 'false', '"Off"', "write false, or 'Off' if text is meant"],
  ['1:30', '5400', '"1:30"', "write 5400, or '1:30' if text is meant"],
  ['1_000', '1000', '"1_000"', "write 1000, or '1_000' if text is meant"],
  ['0b11', '3', '"0b11"', "write 3, or '0b11' if text is meant"],
  [':web', ':web', '":web"', "write ':web'"],
  ['2026-02-03', 'a value that it rejects', '"2026-02-03"', "write '2026-02-03'"],
])('warns about %s', (value, older, newer, fix) => {
  expect(warningsFor(value)).toEqual([{
    rule: 'appspec.yaml-version',
    severity: 'warning',
    file: 'appspec.yml',
    line: 5,
    message: `version 1 of the agent reads ${older} (YAML 1.1), version 2 reads ${newer} (YAML 1.2)`,
    value,
    fix,
  }]);
});

const ALIKE = ['644', "'0755'", '"yes"', 'true', 'True', '~', '', '0x1F', '1.5', 'service/deploy', '-3', '.inf', '|\n      0755'];
test.each(ALIKE)('both versions read %s alike', (value) => {
  expect(warningsFor(value)).toEqual([]);
});

test('keys are compared, too', () => {
  expect([...checkYamlVersions('on: 1\n', 'appspec.yml')]).toMatchObject([{ line: 1, value: 'on' }]);
});

test('invalid or too deeply nested YAML is left to the agent\'s own parser', () => {
  expect([...checkYamlVersions('[linux', 'appspec.yml')]).toEqual([]);
  expect([...checkYamlVersions('['.repeat(20_000), 'appspec.yml')]).toEqual([]);
});
