// What a parse gives: the tree, what was found wrong, and whether more text could mend it.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Parsing;

/// <summary>The outcome of parsing a script. With errors, the tree has no statements.</summary>
/// <param name="File">The syntax tree.</param>
/// <param name="Diagnostics">What is wrong, in the order of the source.</param>
/// <param name="IsIncomplete">The text stops in the middle: a REPL reads another line.</param>
internal sealed record ParseResult(ScriptFile File, List<Diagnostic> Diagnostics, bool IsIncomplete)
{
    /// <summary>There are no errors; there may be warnings.</summary>
    public bool Succeeded
    {
        get
        {
            foreach (var d in Diagnostics)
            {
                if (d.Severity == Severity.Error)
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>The outcome of parsing the settings of --sched or --set; null settings with errors.</summary>
/// <param name="Settings">The policy (null where there is none) and the settings.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record SettingsResult(SettingsDecl? Settings, List<Diagnostic> Diagnostics);
