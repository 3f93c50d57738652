// Which statements of a script no process reached: of a program that was compiled with CompilerOptions.Coverage.
using System.Globalization;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Workbench.Runs;

/// <summary>Statements that were not reached.</summary>
internal static class Unreached
{
    /// <summary>A line for each, in the order of the script: place and text.</summary>
    public static IReadOnlyList<string> Of(Session session)
    {
        CompiledProgram program = session.Program;
        var reached = new HashSet<Span>();
        var all = new HashSet<Span>();
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (program.Code[pc].Op != Opcode.Reached)
            {
                continue;
            }

            Span statement = program.StatementAt(pc);
            all.Add(statement);
            if (session.Machine.Reached is { } marks && marks[program.StatementOf[pc]])
            {
                reached.Add(statement);
            }
        }

        return [.. all.Where(span => !reached.Contains(span)).OrderBy(span => span.Start).Select(span => Describe(program.Source, span))];
    }

    private static string Describe(SourceText source, Span span)
    {
        string text = source.Text.Substring(span.Start, span.Length).Split('\n')[0].TrimEnd();
        return string.Create(CultureInfo.InvariantCulture, $"{source.Place(span.Start)}: never reached: {text}");
    }
}
