import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

describe('an application that listens on the loopback address only', () => {
  const node = (line: string, dependencies = {}) => ({ 'package.json': { scripts: { start: 'node app.js' }, dependencies }, 'app.js': line });
  const go = (line: string) => ({ 'go.mod': 'module shop\n\ngo 1.24\n', 'main.go': `package main\n\n${line}\n` });

  test.each<[Record<string, string | object>, string]>([
    [node('server.listen(process.env.PORT, "127.0.0.1");'), 'app.js:1'],
    [node('app.listen(process.env.PORT, process.env.ADDRESS || "127.0.0.1");'), 'app.js:1'],
    [node('const host = process.env.BIND ?? "localhost";\nawait app.listen({ port: process.env.PORT, host });', { fastify: '^5' }), 'app.js:1'],
    [node('app.listen(Number(process.env.PORT), "localhost", () => log("up"));'), 'app.js:1'],
    [node('app.listen({ port: Number(process.env.PORT), host: "localhost" }, () => log("up"));'), 'app.js:1'],
    [node('server.listen({\n  port: process.env.PORT,\n  host: "localhost",\n});'), 'app.js:3'],
    [node('app.listen({ port: process.env.PORT || 3000 });', { fastify: '^5' }), 'app.js:1'],
    [node('await app.listen(process.env.PORT ?? 3000);', { '@nestjs/platform-fastify': '^11' }), 'app.js:1'],
    [node('const HOST = \'localhost\';\napp.listen(process.env.PORT, HOST);'), 'app.js:1'],
    [node('const host = "127.0.0.1";\nserver.listen({ port: process.env.PORT, host });'), 'app.js:1'],
    [node('app.listen(process.env.PORT,\n  \'localhost\');'), 'app.js:2'],
    [node('app.listen(\n  process.env.PORT,\n  \'localhost\',\n  () => console.log("up"),\n);'), 'app.js:3'],
    [node('const config = {\n  port: process.env.PORT,\n  host: \'localhost\',\n};\napp.listen(config.port, config.host);'), 'app.js:3'],
    [{ ...node('app.listen(config.port, config.server.host);'), 'config.js': 'export default { server: { host: "::1", port: 1 } };' }, 'config.js:1'],
    [{ ...node('app.listen(config.port, config.host);'), 'config.js': 'module.exports = {\n  host: "localhost",\n};' }, 'config.js:2'],
    [node('serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: \'localhost\' });'), 'app.js:1'],
    [node('const server = Hapi.server({\n  port: process.env.PORT,\n  host: \'localhost\',\n});'), 'app.js:3'],
    [node('await app.listen({ port: process.env.PORT, host: LOCAL });\nconst LOCAL = "localhost"', { fastify: '^5' }), 'app.js:2'],
    [node('const config = {\n  host: \'localhost\',\n};\nconst { port, host } = config;\napp.listen(port, host);'), 'app.js:2'],
    [go('server := &http.Server{\n\tHandler: mux,\n\tAddr: "localhost:" + os.Getenv("PORT"),\n}\nserver.ListenAndServe()'), 'main.go:5'],
    [go('addr := "127.0.0.1:8080"\nserver := &http.Server{Addr: addr}\nserver.ListenAndServe()'), 'main.go:3'],
    [go('const addr = "localhost:8080"\nrouter.Run(addr)'), 'main.go:3'],
    [go('const addr = "localhost:8080"\nhttp.ListenAndServe(addr, nil)'), 'main.go:3'],
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
    node('if (isDev) app.listen(3000, "localhost"); else app.listen(process.env.PORT);'),
    go('go func() { http.ListenAndServe("localhost:6060", nil) }(); http.ListenAndServe(":"+os.Getenv("PORT"), nil)'),
    node('const dev = process.env.NODE_ENV !== "production";\napp.listen(process.env.PORT, dev ? "localhost" : "0.0.0.0");'),
    node('app.listen(process.env.PORT, config.host || "127.0.0.1");'),
    node('const { HOST = \'localhost\', PORT = 3000 } = process.env;\napp.listen(PORT, HOST);'),
    node('const {\n  HOST = \'localhost\',\n  PORT = 3000,\n} = process.env;\napp.listen(PORT, HOST);'),
    node('const host = process.env.HOST ?? "localhost";\napp.listen(process.env.PORT, host);'),
    node('let host = "localhost";\nif (isProduction) {\n  host = "0.0.0.0";\n}\napp.listen(process.env.PORT, host);'),
    node('const config = {\n  host: process.env.HOST,\n  db: { host: \'localhost\' },\n};\napp.listen(process.env.PORT, config.host);'),
    { ...node('app.listen(config.port, config.host);'), 'db.js': 'mysql.createConnection({ host: "localhost", port: 3306 });' },
    { ...node('app.listen(process.env.PORT, onListen);'), 'db.js': 'const onListen = () => connect("localhost");' },
    node('app.listen(process.env.PORT, () => {\n  console.log(\'localhost\');\n});'),
    node('serve({ fetch: app.fetch, port: Number(process.env.PORT) });\nfetch({ hostname: "localhost" });'),
    node('const server = Hapi.server({ port: process.env.PORT, host: process.env.HOST });'),
    node('http.createServer(metrics).listen(9090, "127.0.0.1");\napp.listen(\n  process.env.PORT,\n);'),
    node('const config = {\n  host: \'localhost\',\n};\nconst { host, port } = process.env;\napp.listen(port, host);'),
    node('const { host } = parse({\n  host: \'localhost\',\n});\napp.listen(process.env.PORT, host);'),
    go('server := &http.Server{\n\tAddr: ":" + os.Getenv("PORT"),\n}\ncache := redis.Options{\n\tAddr: "localhost:6379",\n}'),
    go('addr := "localhost:6379"\ncache := redis.Options{Addr: addr}\nrouter.Run(":" + os.Getenv("PORT"))'),
    go('addr := os.Getenv("HOST") + ":" + os.Getenv("PORT")\nhttp.ListenAndServe(addr, nil)'),
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
