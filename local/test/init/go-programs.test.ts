import { applicationsIn as found, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

const SERVER = 'package main\n\nfunc main() { http.ListenAndServe(":"+os.Getenv("PORT"), nil) }\n';

describe('a program with C', () => {
  const requires = (text: string) => ({ 'go.mod': `module web\n\nrequire ${text}\n` });

  test.each([
    [{ 'main.go': 'package main\n\nimport "C"\n' }, 'main.go:3 imports "C"'],
    [{ 'main.go': 'package main\n\n/*\n#include <stdio.h>\n*/\nimport (\n\t"C"\n)\n' }, 'main.go:7 imports "C"'],
    [{ 'main.go': SERVER, 'db/db.go': 'package db\n\nimport "C" // sqlite\n' }, 'db/db.go:3 imports "C"'],
    [requires('(\n\tgithub.com/mattn/go-sqlite3 v1.14.22 // indirect\n)'), 'go.mod:4 requires github.com/mattn/go-sqlite3'],
    [requires('github.com/confluentinc/confluent-kafka-go/v2 v2.3.0'), 'go.mod:3 requires github.com/confluentinc/confluent-kafka-go'],
    [requires('gopkg.in/gographics/imagick.v3 v3.5.0'), 'go.mod:3 requires gopkg.in/gographics/imagick'],
  ])('is built with cgo, and a note says why: %j', (files, reason) => {
    const [application] = found({ 'go.mod': 'module web\n', 'main.go': SERVER, ...files });
    expect(application?.build.install).toEqual(['export CGO_ENABLED=1 GOFLAGS=-trimpath']);
    expect(application?.notes).toContainEqual(expect.stringContaining(`${reason}, so the program is built with cgo`));
  });

  test.each<Record<string, string>>([
    { 'main_test.go': 'package main\n\nimport "C"\n' }, { 'main.go': `${SERVER}// import "C"\n` },
    { 'go.mod': 'module web\n\nrequire github.com/mattn/go-sqlite3x v1.0.0\nreplace github.com/mattn/go-sqlite3 => ./x\n' },
  ])('is not %j', (files) => {
    const [application] = found({ 'go.mod': 'module web\n', 'main.go': SERVER, ...files });
    expect(application?.build.install).toEqual(['export CGO_ENABLED=0 GOFLAGS=-trimpath']);
    expect(application?.notes.join()).not.toContain('cgo');
  });
});

test.each([
  ['port = flag.Int("port", 9000, "port of the hooks")', 'or add `-port $PORT` to the start command'],
  ['flag.StringVar(&address, "http-port", "8080", "")', 'or add `-http-port $PORT` to the start command'],
  ['port := flag.String("port", ":8080", "")', 'or add `-port :$PORT` to the start command'],
  ['http.ListenAndServe(":8080", nil)', 'Read the port from os.Getenv("PORT"). '],
])('a port that an option sets needs no change of the source: %s', (line, expected) => {
  const [application] = found({ 'go.mod': 'module web\n', 'main.go': `package main\n\nfunc main() {\n\t${line}\n\tlisten(port)\n}\n` });
  expect(application?.problems).toEqual([expect.stringContaining(expected)]);
});

test('Gin reads PORT if it is given no address', () => {
  const main = 'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc main() {\n\tgin.Default().Run()\n}\n';
  const [application] = found({ 'go.mod': 'module web\n', 'main.go': main });
  expect([application?.port, application?.problems]).toEqual([8080, []]);
  expect(application?.notes.join()).not.toContain('reads PORT');
});

describe('a file that `go build` does not take is no program', () => {
  test.each([
    ['gen.go', '//go:build ignore'], ['gen.go', '// Generates.\n\n//go:build ignore && linux'], ['gen.go', '//go:build windows || (darwin && !cgo)'],
    ['gen.go', '//go:build !linux'], ['main_windows.go', ''], ['main_darwin_arm64.go', ''], ['_main.go', ''], ['main_test.go', ''],
    ['main_linux_386.go', ''],
  ])('%s: %s', (name, constraint) => {
    const files = { 'go.mod': 'module web\n', [name]: `${constraint}\n\npackage main\n`, 'cmd/api/main.go': SERVER };
    expect(found(files)[0]?.build.commands.at(-1)).toMatch(/^go build -o build\/web \.\/cmd\/api$/);
  });

  test.each([
    '//go:build linux || ignore', '//go:build !windows && (amd64 || arm64)', '//go:build unix && go1.21', '// ignore',
    '//go:build linux || cgo && (ios || js)',
  ])('but %s is', (constraint) => {
    const [application] = found({ 'go.mod': 'module web\n', 'main.go': `${constraint}\n\n${SERVER}`, 'cmd/api/main.go': SERVER });
    expect(application?.build.commands.at(-1)).toBe('go build -o build/web .');
  });
});

test.each([
  'main_test_helper.go', 'main_windows_helper.go', 'windows.go', 'main_linux.go', 'main_linux_arm64.go', 'main_amd64.go', 'test.go', 'main-test.go',
])('a file that is only named like a test or another system is part of the program: %s', (name) => {
  const [application] = found({ 'go.mod': 'module web\n', [name]: SERVER.replace('os.Getenv("PORT")', '"8080"'), 'cmd/api/main.go': SERVER });
  expect([application?.build.commands.at(-1), application?.port]).toEqual(['go build -o build/web .', 3000]);
});

test('of several programs in cmd/ that listen, the others are named, with how to take one', () => {
  const [application] = found({
    'go.mod': 'module shop\n', 'cmd/api/main.go': SERVER, 'cmd/admin/main.go': SERVER, 'cmd/migrate/main.go': 'package main\n\nfunc main() {}\n',
  });
  expect(application?.notes).toContain('this is cmd/api, and cmd/admin listens for requests, too: `--directory cmd/admin` takes another');
});

test.each(['my server', 'it\'s', 'übung'])('a folder that Go refuses to build is reported, and another is taken: %s', (name) => {
  const [only] = found({ 'go.mod': 'module shop\n', [`cmd/${name}/main.go`]: SERVER });
  expect(only?.problems).toEqual([expect.stringContaining(`cmd/${name} has a name that Go refuses in an import path`)]);
  const [other] = found({ 'go.mod': 'module shop\n', [`cmd/${name}/main.go`]: SERVER, 'cmd/zoo/main.go': SERVER });
  expect([other?.build.commands.at(-1), other?.problems]).toEqual(['go build -o build/shop ./cmd/zoo', []]);
});

test('a module in a folder with a blank is built', () => {
  const [application] = found({ 'my api/go.mod': 'module shop\n', 'my api/main.go': SERVER, 'README.md': '' });
  expect([application?.build.commands.at(-1), application?.problems]).toEqual(['go -C \'my api\' build -o build/shop .', []]);
});

test('one program in cmd/ needs no choice', () => {
  const files = { 'go.mod': 'module shop\n', 'cmd/api/main.go': SERVER, 'cmd/migrate/main.go': 'package main\n\nfunc main() {}\n' };
  const [application] = found(files);
  expect(application?.notes.join()).not.toContain('takes another');
});
