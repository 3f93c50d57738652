#!/usr/bin/env bash
# Generates the parser from KScript.g4 and copies it to src/KScript.Interpreter/Parsing/Generated, where it is checked in.
# With --check nothing is copied: it fails if what is checked in is not what the grammar gives. Needs Java, npm (to fetch
# the ANTLR tool, as a package, into the git-ignored folder tool/) and the .NET SDK; it installs none of them.
set -euo pipefail
cd "$(dirname "$0")"

tool_package=antlr4ng-cli@2.0.0
tool_jar=tool/package/antlr4-4.13.2-SNAPSHOT-complete.jar
generated=tool/generated
target=../src/KScript.Interpreter/Parsing/Generated
files="KScriptLexer.cs KScriptParser.cs KScriptVisitor.cs"

check=false
case "${1:-}" in
    "") ;;
    --check) check=true ;;
    *) echo "usage: $0 [--check]" >&2; exit 2 ;;
esac

need() {
    command -v "$1" > /dev/null || { echo "regenerate.sh: $1 is missing; $2" >&2; exit 2; }
}

need java "install a Java runtime, 11 or later (Debian: apt-get install default-jre-headless)"
need dotnet "install the .NET SDK that global.json names"
if [ ! -f "$tool_jar" ]; then
    need npm "the ANTLR tool comes as the npm package $tool_package (Debian: apt-get install npm)"
    mkdir -p tool
    (cd tool && npm pack --silent "$tool_package" > /dev/null && tar xzf ./*.tgz && rm -f ./*.tgz)
fi

rm -rf "$generated"
dotnet build KScript.Grammar.csproj --target:Rebuild --nologo --verbosity quiet "-p:AntlrvsixJavaExec=$(command -v java)"

different=""
for file in $files; do
    # The first comment names the path of the grammar; everything else is a function of the grammar and the tool's version.
    sed -e 's|^// Generated from .*/KScript.g4 by|// Generated from grammar/KScript.g4 by|' -e 's/[[:space:]]*$//' "$generated/$file" > "$generated/$file.clean"
    if ! cmp --silent "$generated/$file.clean" "$target/$file"; then
        different="$different $file"
        if ! $check; then
            mkdir -p "$target"
            cp "$generated/$file.clean" "$target/$file"
        fi
    fi
done

if [ -z "$different" ]; then
    echo "the checked-in parser is what the grammar gives"
elif $check; then
    echo "not what grammar/KScript.g4 gives:$different. Run grammar/regenerate.sh and commit the result." >&2
    exit 1
else
    echo "regenerated:$different"
fi
