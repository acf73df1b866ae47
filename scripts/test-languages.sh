#!/bin/bash
# Builds the package for each language whose tools are installed, installs it in the example in that language, and compares the synthesized
# templates with those of TypeScript. Skips other languages, with a message.
# Usage: scripts/test-languages.sh [LANGUAGE..]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

declare -A tools=([python]=python3 [java]='mvn' [go]='go' [csharp]='dotnet') targets=([python]=python [java]=java [go]=go [csharp]=dotnet)
languages=("$@")
((${#languages[@]} > 0)) || languages=(python java go csharp)
work="$(mktemp -d)"
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# Each function synthesizes the CDK app of a folder. `set -e` has no effect where they are called, so their steps are joined by &&.
synth_python() {
  [[ -x "$work/venv/bin/python" ]] || python3 -m venv "$work/venv" || return
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --find-links "$work/dist/python" --requirement "$1/requirements.txt" &&
    (cd "$1" && "$work/venv/bin/python" app.py)
}

synth_java() {
  cat >"$work/settings.xml" <<END
<settings>
  <profiles><profile>
    <id>built</id>
    <repositories><repository><id>built</id><url>file://$work/dist/java</url></repository></repositories>
  </profile></profiles>
  <activeProfiles><activeProfile>built</activeProfile></activeProfiles>
</settings>
END
  # Otherwise Maven would take a package of the same version left by an earlier run.
  rm -rf "${HOME}/.m2/repository/io/github/gostylewebpipeline"
  local main=App
  [[ -e "$1/src/main/java/App.java" ]] || main=example.Main
  rm -rf "$work/java"
  cp -r "$1" "$work/java" &&
    mvn --quiet --batch-mode --settings "$work/settings.xml" --file "$work/java/pom.xml" \
      compile dependency:build-classpath -Dmdep.outputFile="$work/classpath" &&
    (cd "$1" && java -cp "$work/java/target/classes:$(cat "$work/classpath")" "$main")
}

synth_go() {
  local module=github.com/gostyle-web-pipeline/gostyle-web-pipeline-go/gostylewebpipeline
  rm -rf "$work/go"
  cp -r "$1" "$work/go" &&
    (cd "$work/go" && go mod edit -replace "$module=$work/dist/go/gostylewebpipeline" && go mod tidy && go build -o "$work/example" .) &&
    (cd "$1" && "$work/example")
}

synth_csharp() {
  rm -rf "$work/csharp"
  cp -r "$1" "$work/csharp" &&
    dotnet build "$work/csharp" --source "$work/dist/dotnet" --source https://api.nuget.org/v3/index.json --output "$work/example-csharp" &&
    (cd "$1" && dotnet "$work/example-csharp/$(basename "$1"/*.csproj .csproj).dll")
}

synth_typescript() {
  ln -sfn "$PWD/example/node_modules" "$1/node_modules" && (cd "$1" && node --import tsx app.ts)
}

# The output of `gostyle init` for a small application.
begin() {
  local language="$1" compute="$2" directory="$work/begun/$1-$2"
  mkdir -p "$directory/src"
  echo '{ "name": "shop", "scripts": { "start": "node src/server.js" } }' >"$directory/package.json"
  echo "require('http').createServer((_, r) => r.end()).listen(process.env.PORT, process.env.HOST);" >"$directory/src/server.js"
  node assets/local/gostyle.mjs init "$directory" --yes --owner me --repository shop --language "$language" --compute "$compute" >/dev/null
  echo "{}" >"$directory/infrastructure/package-lock.json"
  echo "$directory/infrastructure"
}

# The runner is part of the package: for Python as a program, for other languages through npx.
runner_python() {
  [[ "$("$work/venv/bin/gostyle" --version 2>/dev/null)" == "$(node assets/local/gostyle.mjs --version)" ]]
}

# Examples of docstrings, and of the README, are in the package's own language.
docstrings_python() {
  local installed
  installed="$("$work/venv/bin/python" -c 'import gostyle_web_pipeline as it; print(it.__file__)' 2>/dev/null)" &&
    grep -qF 'Environment.named("production", uses=[Cache.valkey()])' "$installed" &&
    ! grep -qF 'uses: [Cache.valkey()]' "$installed"
}

# The order of keys in a template does not matter.
templates() {
  find "$1" -name '*.template.json' -printf '%P\n' | sort | while read -r file; do
    echo "$file $(node -e '
      const sorted = (value) => Array.isArray(value) ? value.map(sorted)
        : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
      process.stdout.write(JSON.stringify(sorted(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")))));
    ' "$1/$file" | sha256sum)"
  done
}

# Synthesizes an app and compares its templates with those of TypeScript.
same() {
  local language="$1" app="$2" expected="$3" what="$4"
  export CDK_OUTDIR="$work/out-$language-$what"
  if timed "synth_$language" "$app" && diff <(templates "$expected") <(templates "$CDK_OUTDIR"); then
    echo "--- $language, $what: the same templates as TypeScript"
    passed=$((passed + 1))
  else
    echo "--- $language, $what: not the same templates as TypeScript" >&2
    failed=$((failed + 1))
  fi
}

scripts/pack-library.sh
timed npx projen docs:translate
scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
(cd example && CDK_OUTDIR="$work/out-typescript-example" node --import tsx minimal.ts)
computes=(ec2 fargate lambda)
for compute in "${computes[@]}"; do
  CDK_OUTDIR="$work/out-typescript-$compute" synth_typescript "$(begin typescript "$compute")"
done

for language in "${languages[@]}"; do
  if ! command -v "${tools[$language]}" >/dev/null; then
    echo "--- $language: left out, because ${tools[$language]} is not installed"
    skipped=$((skipped + 1))
    continue
  fi
  timed npx jsii-pacmak --target "${targets[$language]}" --outdir "$work/dist"
  same "$language" "example/$language" "$work/out-typescript-example" example
  for compute in "${computes[@]}"; do
    same "$language" "$(begin "$language" "$compute")" "$work/out-typescript-$compute" "$compute"
  done
  if [[ "$language" == python ]] && ! runner_python; then
    echo "--- python: the package has no working gostyle" >&2
    failed=$((failed + 1))
  fi
  if [[ "$language" == python ]] && ! docstrings_python; then
    echo "--- python: the examples of its docstrings are not in Python" >&2
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
