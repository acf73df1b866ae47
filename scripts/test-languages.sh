#!/bin/bash
# Builds the package of each language whose tools are here, installs it in the example of that language, and compares the templates that it
# makes with those of TypeScript. Leaves out, and says so, a language whose tools are not here.
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

# Called where `set -e` has no effect: each step depends on the one before.
synth_python() {
  python3 -m venv "$work/venv" &&
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check --find-links "$work/dist/python" --requirement example/python/requirements.txt &&
    (cd example/python && "$work/venv/bin/python" app.py)
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
  # Maven would take a package of this version that an earlier run has left.
  rm -rf "${HOME}/.m2/repository/io/github/gostylewebpipeline"
  cp -r example/java "$work/java" &&
    mvn --quiet --batch-mode --settings "$work/settings.xml" --file "$work/java/pom.xml" \
      compile dependency:build-classpath -Dmdep.outputFile="$work/classpath" &&
    (cd example/java && java -cp "$work/java/target/classes:$(cat "$work/classpath")" example.Main)
}

synth_go() {
  local module=github.com/gostyle-web-pipeline/gostyle-web-pipeline-go/gostylewebpipeline
  cp -r example/go "$work/go" &&
    (cd "$work/go" && go mod edit -replace "$module=$work/dist/go/gostylewebpipeline" && go mod tidy && go build -o "$work/example" .) &&
    (cd example/go && "$work/example")
}

synth_csharp() {
  cp -r example/csharp "$work/csharp" &&
    dotnet build "$work/csharp" --source "$work/dist/dotnet" --source https://api.nuget.org/v3/index.json --output "$work/example-csharp" &&
    (cd example/csharp && dotnet "$work/example-csharp/WebPipeline.dll")
}

# A template is the same whatever the order of its keys.
templates() {
  find "$1" -name '*.template.json' -printf '%P\n' | sort | while read -r file; do
    echo "$file $(node -e '
      const sorted = (value) => Array.isArray(value) ? value.map(sorted)
        : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
      process.stdout.write(JSON.stringify(sorted(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")))));
    ' "$1/$file" | sha256sum)"
  done
}

scripts/pack-library.sh
scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
(cd example && CDK_OUTDIR="$work/out-typescript" node --import tsx minimal.ts)
expected="$(templates "$work/out-typescript")"

for language in "${languages[@]}"; do
  if ! command -v "${tools[$language]}" >/dev/null; then
    echo "--- $language: left out, because ${tools[$language]} is not installed"
    skipped=$((skipped + 1))
    continue
  fi
  timed npx jsii-pacmak --target "${targets[$language]}" --outdir "$work/dist"
  export CDK_OUTDIR="$work/out-$language"
  if timed "synth_$language" && diff <(echo "$expected") <(templates "$CDK_OUTDIR"); then
    echo "--- $language: the same templates as TypeScript"
    passed=$((passed + 1))
  else
    echo "--- $language: not the same templates as TypeScript" >&2
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
