// `allow` declarations: what they say, together.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

/// <summary>Reads the declarations of a file.</summary>
internal static class AllowCompiler
{
    /// <summary>All that the file allows.</summary>
    public static AllowedEnds Compile(ScriptFile file, DiagnosticBag diagnostics)
    {
        var allowed = default(AllowedEnds);
        foreach (Stmt statement in file.Statements)
        {
            if (statement is not AllowDecl declaration)
            {
                continue;
            }

            if (AllowedEnds.Parse(declaration.What.Name, declaration.Signal?.Name) is { } ends)
            {
                allowed = allowed.With(ends);
            }
            else
            {
                diagnostics.Error(DiagnosticTable.UnknownEnd, declaration.Span, $"`allow` does not know `{declaration.What.Name}{(declaration.Signal is { } signal ? " " + signal.Name : "")}`",
                    $"behind it stands {AllowedEnds.Words}");
            }
        }

        return allowed;
    }
}
