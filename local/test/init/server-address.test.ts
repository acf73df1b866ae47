import { addressed } from '../../src/init/server-address';

describe('a server that would not take the address from the environment is told', () => {
  test.each([
    ['flask run', '--host ${HOST} --port ${PORT}'],
    ['flask --app shop run --debug', '--host ${HOST} --port ${PORT}'],
    ['flask -A run --debug run', '--host ${HOST} --port ${PORT}'],
    ['FLASK_RUN_HOST="$HOST" flask run', '--port ${PORT}'],
    ['LITESTAR_PORT=${PORT} litestar --app shop:app run', '--host ${HOST}'],
    ['DATABASE=$URL uvicorn app:app', '--host ${HOST} --port ${PORT}'],
    ['python -W ignore -X dev -m flask run', '--host ${HOST} --port ${PORT}'],
    ['env -u DEBUG uv run --with rich uvicorn app:app', '--host ${HOST} --port ${PORT}'],
    ['waitress-serve --host=0.0.0.0 app:app', '--port ${PORT}'],
    ['flask run --host 0.0.0.0', '--port ${PORT}'],
    ['flask run -h0.0.0.0', '--port ${PORT}'],
    ['python -m flask run -p $PORT', '--host ${HOST}'],
    ['/usr/local/bin/python3.13 -u -m uvicorn app:app --port=$PORT', '--host ${HOST}'],
    ['UVICORN_WORKERS=2 packages/bin/uvicorn app:app', '--host ${HOST} --port ${PORT}'],
    ['cd api && exec uvicorn app:app # it\'s the server', '--host ${HOST} --port ${PORT}'],
    ['poetry run hypercorn app:app', '--bind ${HOST}:${PORT}'],
    ['uv run --frozen granian app:app', '--host ${HOST} --port ${PORT}'],
    ['opentelemetry-instrument daphne shop.asgi:application', '--bind ${HOST} --port ${PORT}'],
    ['litestar run', '--host ${HOST} --port ${PORT}'],
    ['quart run', '--host ${HOST} --port ${PORT}'],
    ['sanic app', '--host ${HOST} --port ${PORT}'],
    ['fastapi run main.py', '--host ${HOST} --port ${PORT}'],
    ['waitress-serve app:app', '--listen ${HOST}:${PORT}'],
    ['python manage.py runserver', '${HOST}:${PORT}'],
    ['./manage.py runserver --noreload', '${HOST}:${PORT}'],
    ['fastify start app.js', '--address ${HOST}'],
    ['node node_modules/fastify-cli/cli.js start app.js', '--address ${HOST}'],
    ['npx vite preview', '--host ${HOST} --port ${PORT}'],
    ['vite preview --host', '--port ${PORT}'],
    ['pnpm exec astro preview', '--host ${HOST} --port ${PORT}'],
    ['json-server db.json', '--host ${HOST} --port ${PORT}'],
  ])('%s', (line, added) => {
    const { command, ...rest } = addressed(line);
    expect(rest).toMatchObject({ isKnown: true, added, problems: [] });
    expect(command).toBe(`${line.replace(/ #.*/, '')} ${added}`);
  });
});

describe('what a command fixes is reported, with what to write', () => {
  const host = /listens on the loopback address only\. Write `([^`]+)`: requests come from the load balancer/;
  const port = /listens on \d+, whatever PORT says\. Write `([^`]+)`: in a local run/;

  test.each([
    ['flask run --host 127.0.0.1 -p $PORT', ['--host ${HOST}'], []],
    ['waitress-serve --port=8080 app:app', [], ['--port ${PORT}']],
    ['waitress-serve --host=127.0.0.1 --port=$PORT app:app', ['--host ${HOST}'], []],
    ['waitress-serve --listen=localhost:8080 app:app', ['--listen ${HOST}:${PORT}'], ['--listen ${HOST}:${PORT}']],
    ['FLASK_RUN_HOST=127.0.0.1 FLASK_RUN_PORT=5000 flask run', ['FLASK_RUN_HOST=${HOST}'], ['FLASK_RUN_PORT=${PORT}']],
    ['UVICORN_HOST=127.0.0.1 uvicorn app:app --host $HOST --port $PORT', [], []],
    ['uvicorn app:app --host "localhost" --port 8000', ['--host ${HOST}'], ['--port ${PORT}']],
    ['gunicorn -b 127.0.0.1:$PORT app:app', ['-b ${HOST}:${PORT}'], []],
    ['gunicorn --bind=127.0.0.1 app:app', ['--bind ${HOST}:${PORT}'], []],
    ['gunicorn -b :8000 app:app', [], ['-b ${HOST}:${PORT}']],
    ['python manage.py runserver 8000', ['${HOST}:${PORT}'], ['${HOST}:${PORT}']],
    ['python manage.py runserver $PORT', ['${HOST}:${PORT}'], []],
    ['python manage.py runserver 0.0.0.0:8000', [], ['${HOST}:${PORT}']],
    ['next start -p 3001', [], ['-p ${PORT}']],
    ['next start -H localhost', ['-H ${HOST}'], []],
    ['http-server dist -p8080', [], ['-p ${PORT}']],
    ['serve -l tcp://127.0.0.1:3000 dist', ['-l ${HOST}:${PORT}'], ['-l ${HOST}:${PORT}']],
  ])('%s', (line, hosts, ports) => {
    const { command, problems } = addressed(line);
    const written = (pattern: RegExp) => problems.flatMap((problem) => pattern.exec(problem)?.[1] ?? []);
    expect([command, written(host), written(port)]).toEqual([line, hosts, ports]);
  });

  test.each(['uvicorn app:app | tee log', 'flask run >log', 'fastify start app.js -- --verbose'])('where nothing can be added: %s', (line) => {
    const { command, problems } = addressed(line);
    expect(command).toBe(line);
    expect(problems).toEqual([expect.stringMatching(/unless it is told otherwise: add `.*\$\{HOST\}.*` to it in the start command/)]);
  });
});

test.each([
  'gunicorn app:app', 'gunicorn -c gunicorn.conf.py app:app', 'gunicorn -b 0.0.0.0:$PORT app:app', 'gunicorn -b [::]:$PORT app:app',
  'uvicorn app:app --uds /run/app.sock', 'uvicorn app:app --host 0.0.0.0 --port $PORT', 'python manage.py runserver 0.0.0.0:$PORT', 'next start',
  'serve dist', 'http-server dist', 'nuxt start', 'react-router-serve build/server/index.js', 'waitress-serve --host=0.0.0.0 --port=$PORT app:app',
  'waitress-serve --port=$PORT app:app', 'hypercorn -c hypercorn.toml app:app', 'hypercorn --config=file:hypercorn.py app:app',
  'FLASK_RUN_HOST=$HOST FLASK_RUN_PORT=$PORT flask run', 'uvicorn app:app --uds=/run/app.sock',
])('a server that takes its address is left alone: %s', (line) => {
  expect(addressed(line)).toEqual({ command: line, isKnown: true, problems: [] });
});

test.each([
  'node server.js', 'node serve.js', './serve --host localhost', 'flask db upgrade', 'python flask.py run', 'python app.py', 'java -jar uvicorn.jar',
  'node server.js uvicorn', 'flask --app run routes', 'flask -A run', 'python -W flask run', 'flask $COMMAND run', 'npm start', './web', 'vite build',
])('no server is seen in %s', (line) => {
  expect(addressed(line)).toEqual({ command: line, isKnown: false, problems: [] });
});
