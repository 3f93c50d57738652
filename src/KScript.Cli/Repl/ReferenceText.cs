// What `:help wait4`, `:help KS0012` and `kscript explain KS0012` print: the row of a system call, the row of a diagnostic with its example.
using KScript.Interpreter.Diagnostics;

namespace KScript.Cli.Repl;

/// <summary>Pages of the reference, made from the tables.</summary>
internal static class ReferenceText
{
    /// <summary>The page of a policy, a call (by name, alias or statement) or a diagnostic (by code, in any case); null where it is none.</summary>
    public static string? Of(string name)
    {
        string call = CallText.Find(name) is { } row ? CallText.Of(row) : "";
        if (StatementText.Of(name) is { } statement)
        {
            return call.Length == 0 ? statement : $"{call}\n{statement}";
        }

        if (call.Length > 0)
        {
            return call;
        }

        var diagnostic = Array.Find(DiagnosticTable.All, row => string.Equals(row.Code, name, StringComparison.OrdinalIgnoreCase));
        return diagnostic is null ? null : OfDiagnostic(diagnostic);
    }

    private static string OfDiagnostic(DiagnosticRow row)
    {
        string text = $"{row.Code}: {row.Title}\n  {row.Explanation}\n";
        return DiagnosticExamples.Of(row.Code) is { } example
            ? text + $"\n  wrong:\n{Indented(example.Wrong)}\n  right:\n{Indented(example.Right)}"
            : text;
    }

    /// <summary>A script, four columns in.</summary>
    internal static string Indented(string script) => string.Concat(script.Split('\n').Select(static line => $"    {line}\n"));
}
