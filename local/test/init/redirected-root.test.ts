import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

const node = (source: string) => ({ 'package.json': { name: 'web', scripts: { start: 'node app.js' } }, 'app.js': source });
const python = (source: string) => ({ 'requirements.txt': 'flask\n', 'app.py': `app = Flask(__name__)\n${source}\n` });
const go = (source: string) => ({ 'go.mod': 'module web\n', 'main.go': `package main\n${source}\n` });

const redirects = (files: Record<string, string | object>) => applicationsIn(files)[0]!.notes.filter((note) => note.includes('redirects /'));

test.each([
  [node('app.get("/", (req, res) => res.redirect("/home"));'), 'app.js:1'],
  [node('app.get("/", (req, res) => {\n  log();\n  res.redirect(302, "/home");\n});'), 'app.js:3'],
  [node('const index = (req, res) => {\n  res.redirect("/home");\n};\nrouter.get("/", index);'), 'app.js:2'],
  [python('@app.route("/")\ndef index():\n    return redirect(url_for("home"))'), 'app.py:4'],
  [go('func main() {\n\trouter.GET("/", index)\n}\nfunc index(c *gin.Context) {\n\tc.Redirect(301, "/room/hn")\n}'), 'main.go:6'],
  [go('http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {\n\thttp.Redirect(w, r, "/home", 302)\n})'), 'main.go:3'],
])('a redirected / is reported: %j', (files, place) => {
  expect(redirects(files)).toEqual([expect.stringMatching(new RegExp(`^${place} redirects / .* \`healthCheckPath\` of the CDK app`))]);
});

test.each<Record<string, string | object>>([
  node('app.get("/", (req, res) => res.send("ok"));\napp.get("/old", (req, res) => res.redirect("/"));'),
  node('app.get("/", (req, res) => {\n  if (!req.user)\n    return res.redirect("/login");\n  res.send("ok");\n});'),
  node('app.get("/health", ok);\napp.get("/", (req, res) => res.redirect("/home"));'),
  python('@app.route("/")\ndef index():\n    return "ok"\n\n@app.route("/old")\ndef old():\n    return redirect("/")'),
  go('router.GET("/", index)\nfunc index(c *gin.Context) {\n\tc.String(200, "ok")\n}\nfunc old(c *gin.Context) {\n\tc.Redirect(301, "/")\n}'),
])('one that answers, or is not checked, is not: %j', (files) => {
  expect(redirects(files)).toEqual([]);
});
