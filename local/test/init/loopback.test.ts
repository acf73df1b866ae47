import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

describe('an application that listens on the loopback address only', () => {
  const node = (line: string, dependencies = {}) => ({ 'package.json': { scripts: { start: 'node app.js' }, dependencies }, 'app.js': line });
  const go = (line: string) => ({ 'go.mod': 'module shop\n\ngo 1.24\n', 'main.go': `package main\n\n${line}\n` });

  test.each<[Record<string, string | object>, string]>([
    [node('server.listen(process.env.PORT, "127.0.0.1");'), 'app.js:1'],
    [node('server.listen({\n  port: process.env.PORT,\n  host: "localhost",\n});'), 'app.js:1'],
    [node('app.listen({ port: process.env.PORT || 3000 });', { fastify: '^5' }), 'app.js:1'],
    [node('await app.listen(process.env.PORT ?? 3000);', { '@nestjs/platform-fastify': '^11' }), 'app.js:1'],
    [go('http.ListenAndServe("localhost:"+os.Getenv("PORT"), nil)'), 'main.go:3'],
    [go('addr := fmt.Sprintf("127.0.0.1:%s", port)'), 'main.go:3'],
    [go('var addr = flag.String("addr", "localhost:8080", "http service address")'), 'main.go:3'],
  ])('%j', (files, place) => {
    const [application] = applicationsIn(files);
    expect(application?.problems).toContainEqual(expect.stringContaining(`${place} listens on the loopback address only`));
  });

  test.each([
    node('app.listen(process.env.PORT);', { express: '^5' }),
    node('app.listen(process.env.PORT, process.env.HOST ?? "localhost");'),
    node('app.listen(process.env.PORT, () => console.log("http://localhost:3000"));'),
    node('await app.listen({ port: process.env.PORT, host: "0.0.0.0" });', { fastify: '^5' }),
    node('await app.listen(\n  { port: process.env.PORT, host: process.env.HOST },\n);', { fastify: '^5' }),
    node('await app.listen(process.env.PORT ?? 3000, "0.0.0.0");', { '@nestjs/platform-fastify': '^11' }),
    go('cache := redis.NewClient(&redis.Options{Addr: "localhost:6379"})\nhttp.ListenAndServe(":"+os.Getenv("PORT"), nil)'),
    node('await app.listen(options);', { fastify: '^5' }),
    node('await app.listen({ ...options, port: 3000 });', { fastify: '^5' }),
    node('app.server.listen(process.env.PORT);', { fastify: '^5' }),
    node('await app.listen({ path: "/run/app.sock" });', { fastify: '^5' }),
    go('go func() { http.ListenAndServe("localhost:6060", nil) }()\nhttp.ListenAndServe(":"+os.Getenv("PORT"), nil)'),
    go('http.ListenAndServe(os.Getenv("HOST")+":"+os.Getenv("PORT"), nil)'),
  ])('is not %j', (files) => {
    const [application] = applicationsIn(files);
    expect(application?.problems.filter((problem) => problem.includes('loopback'))).toEqual([]);
  });
});
