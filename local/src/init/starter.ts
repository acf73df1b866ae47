import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { FoundApplication, Kind } from './repository/found-application';
import { below, nameFrom } from './repository/names';
import { applicationIn } from './repository/read-repository';
import { Repository } from '../checks/source/repository';

/** A minimal application for an empty folder: respects `PORT` and shuts down on SIGTERM. */
export interface Starter {
  readonly files: Readonly<Record<string, string>>;
  readonly application: FoundApplication;
}

const FILES: Partial<Record<Kind, (name: string) => Record<string, string>>> = { nodejs: nodeJs, go, python };

/** `undefined` for kinds with their own generator, such as `nest new`. */
export async function starterOf(kind: Kind, root: string, directory: string): Promise<Starter | undefined> {
  const name = nameFrom(basename(root));
  const texts = FILES[kind]?.(name);
  if (!texts) return undefined;
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [below(directory, path), text]));
  // Detected like any other application, so that the files match it.
  const parent = mkdtempSync(join(tmpdir(), 'gostyle-init-'));
  try {
    const copy = join(parent, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), text);
    }
    const application = applicationIn(new Repository(copy), directory, kind);
    return application && { files, application };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

function nodeJs(name: string): Record<string, string> {
  const packageJson = { name, version: '0.0.0', private: true, type: 'module', scripts: { start: 'node src/server.js', test: 'node --test' } };
  return {
    'package.json': `${JSON.stringify(packageJson, undefined, 2)}\n`,
    'src/server.js': `import { createServer } from 'node:http';

export const server = createServer((request, response) => {
  response.end(request.url === '/health' ? 'ok\\n' : 'hello\\n');
});
// Longer than the load balancer keeps connections: otherwise one is closed just when it is used again.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST);

process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
`,
    'test/server.test.js': `import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';

process.env.PORT = '0';
const { server } = await import('../src/server.js');

// Also after a test that failed: otherwise the run would never end.
after(() => {
  server.close();
  server.closeAllConnections();
});

test('it is healthy', async () => {
  if (!server.listening) await once(server, 'listening');
  const answer = await fetch(\`http://localhost:\${server.address().port}/health\`);
  assert.equal(answer.status, 200);
});
`,
  };
}

function go(name: string): Record<string, string> {
  return {
    'go.mod': `module ${name}\n\ngo 1.24\n`,
    'main.go': `package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\\n")) })
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("hello\\n")) })
	return mux
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	address := os.Getenv("HOST") + ":" + port
	server := &http.Server{Addr: address, Handler: routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 65 * time.Second}
	asked, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	ended := make(chan struct{})
	go func() {
		<-asked.Done()
		limit, cancel := context.WithTimeout(context.Background(), 25*time.Second)
		defer cancel()
		server.Shutdown(limit)
		close(ended)
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	<-ended
}
`,
    'main_test.go': `package main

import (
	"net/http/httptest"
	"testing"
)

func TestHealth(t *testing.T) {
	answer := httptest.NewRecorder()
	routes().ServeHTTP(answer, httptest.NewRequest("GET", "/health", nil))
	if answer.Code != 200 {
		t.Fatalf("got %d", answer.Code)
	}
}
`,
  };
}

function python(): Record<string, string> {
  return {
    'requirements.txt': 'flask\ngunicorn\n',
    'requirements-dev.txt': 'pytest\n',
    'app.py': `from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello():
    return "hello\\n"


@app.get("/health")
def health():
    return "ok\\n"
`,
    'test_app.py': `from app import app


def test_health():
    assert app.test_client().get("/health").status_code == 200
`,
  };
}
