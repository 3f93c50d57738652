// What `:help wait4`, `:help KS0012` and `kscript explain KS0012` print: the row of a system call, the row of a diagnostic with its example.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>Pages of the reference, made from the tables.</summary>
internal static class ReferenceText
{
    /// <summary>The page of a system call (by name or alias) or of a diagnostic (by code, in any case); null where it is neither.</summary>
    public static string? Of(string name)
    {
        var call = Array.Find(SyscallTable.Rows, row => row.Callable && (row.Name == name || Array.IndexOf(row.Aliases, name) >= 0));
        if (call is not null)
        {
            return OfCall(call);
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

    private static string Indented(string script) => string.Concat(script.Split('\n').Select(static line => $"    {line}\n"));

    private static string OfCall(SyscallRow row)
    {
        var text = new StringBuilder();
        text.Append(row.Name).Append('(').AppendJoin(", ", row.Parameters.Select(parameter => parameter.Name)).Append(")\n");
        text.Append("  ").Append(row.Summary).Append('\n');
        foreach (var parameter in row.Parameters)
        {
            text.Append("  ").Append(parameter.Name).Append(": ").Append(Meaning(parameter.Kind));
            text.Append(parameter.Default is { } value ? string.Create(CultureInfo.InvariantCulture, $"; {value} if left out\n") : "\n");
        }

        text.Append("  gives: ").Append(Gives(row.Result)).Append('\n');
        text.Append("  errors: ").Append(row.Errors.Length == 0 ? "none" : string.Join(", ", row.Errors)).Append('\n');
        return text.Append("  source: ").Append(row.Source).Append('\n').ToString();
    }

    private static string Meaning(ParameterKind kind) => kind switch
    {
        ParameterKind.Int => "a number",
        ParameterKind.Ticks => "a time in ticks",
        ParameterKind.Pid => "a pid",
        ParameterKind.Signal => "a signal",
        ParameterKind.Flags => "flags",
        ParameterKind.SignalSet => "a list of signals",
        ParameterKind.Text => "a text",
        ParameterKind.Fd => "a file descriptor",
        ParameterKind.List => "a list of numbers",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Gives(ResultKind kind) => kind switch
    {
        ResultKind.Int => "a number; -1 and errno on failure",
        ResultKind.Bool => "true or false",
        ResultKind.Text => "a text",
        ResultKind.List => "a list of numbers",
        ResultKind.None => "nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
