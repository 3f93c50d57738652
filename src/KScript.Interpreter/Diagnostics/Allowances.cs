// `# allow: KS0212` behind a statement: the warning is meant, and is not shown. Errors cannot be allowed: there is no program then.
using System.Text.RegularExpressions;
using KScript.Interpreter.Parsing;

namespace KScript.Interpreter.Diagnostics;

/// <summary>Drops the warnings that a script allows.</summary>
internal static partial class Allowances
{
    [GeneratedRegex(@"^#\s*allow:((?:[\s,]*KS\d{4})+)", RegexOptions.CultureInvariant)]
    private static partial Regex Allow();

    /// <summary>The findings without the warnings whose first line ends with a comment that allows their code.</summary>
    /// <param name="source">The script, in which the spans are.</param>
    /// <param name="found">What was found.</param>
    public static List<Diagnostic> Apply(SourceText source, List<Diagnostic> found)
    {
        if (!found.Exists(finding => finding.Severity == Severity.Warning) || !source.Text.Contains("allow:", StringComparison.Ordinal))
        {
            return found;
        }

        var allowed = new Dictionary<SourceText, HashSet<(int Line, string Code)>>(ReferenceEqualityComparer.Instance);
        bool isAllowed(Diagnostic finding)
        {
            SourceText file = source.FileAt(finding.Span.Start).File;
            if (!allowed.TryGetValue(file, out HashSet<(int Line, string Code)>? lines))
            {
                allowed.Add(file, lines = Read(file));
            }

            return lines.Contains((source.Position(finding.Span.Start).Line, finding.Code));
        }

        return found.FindAll(finding => finding.Severity == Severity.Error || !isAllowed(finding));
    }

    private static HashSet<(int Line, string Code)> Read(SourceText source)
    {
        var allowed = new HashSet<(int, string)>();
        foreach (var token in Scanner.ScanWithComments(new SourceText(source.Name, source.OwnText)))
        {
            if (token.Type == Parsing.Generated.KScriptLexer.COMMENT && Allow().Match(token.Text) is { Success: true } match)
            {
                foreach (string code in match.Groups[1].Value.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
                {
                    allowed.Add((token.Line, code));
                }
            }
        }

        return allowed;
    }
}
