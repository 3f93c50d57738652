// A script made smaller while it fails alike: lines, and blocks with all that is in them, are left out one after the other as long as what is left
// compiles and the same kind of claim fails (delta debugging: Zeller 1999, over lines), and a plain run of it ends as that of the whole script does:
// what goes wrong on some schedules alone is not made into what always goes wrong. Each try is a check.
using KScript.Checker.Properties;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Checker.Counterexamples;

/// <summary>Makes scripts smaller.</summary>
internal sealed class Shrinking(CompiledProgram program, CheckedKinds kind, CheckOptions options)
{
    /// <summary>States of a try at most: what takes more is not smaller.</summary>
    private const int StatesOfTry = 20_000;

    private const long EventsOfRun = 100_000;
    private const long StatementsOfRun = 10_000_000;

    private readonly int exit = ExitOf(program);

    /// <summary>How a plain run ends.</summary>
    private static int ExitOf(CompiledProgram program)
    {
        var session = new Session(program);
        return session.ExitCodeOf(session.Run(new RunLimits { MaxEvents = EventsOfRun, Meter = new RunMeter { MaxStatements = StatementsOfRun } }));
    }

    /// <summary>The lines that are enough.</summary>
    public IReadOnlyList<string> Run()
    {
        var lines = new List<string>(program.Source.OwnText.TrimEnd('\n').Split('\n'));
        lines.RemoveAll(static line => line.Trim().Length == 0 || line.TrimStart().StartsWith('#'));
        bool isSmaller = true;
        while (isSmaller && options.IsCancelled?.Invoke() != true)
        {
            isSmaller = false;
            for (int first = 0; first < lines.Count; first++)
            {
                int count = CountAt(lines, first);
                if (count > 0 && TryWithout(lines, first, count))
                {
                    isSmaller = true;
                    first--;
                }
                else if (count > 2 && TryUnwrapped(lines, first, count))
                {
                    isSmaller = true;
                }
            }
        }

        return lines;
    }

    private bool TryWithout(List<string> lines, int first, int count)
    {
        List<string> rest = [.. lines[..first], .. lines[(first + count)..]];
        return Take(lines, rest);
    }

    /// <summary>The inside of a block without its head and its end.</summary>
    private bool TryUnwrapped(List<string> lines, int first, int count)
    {
        List<string> rest = [.. lines[..first], .. lines[(first + 1)..(first + count - 1)], .. lines[(first + count)..]];
        return Take(lines, rest);
    }

    private bool Take(List<string> lines, List<string> rest)
    {
        if (!FailsAlike(string.Join('\n', rest)))
        {
            return false;
        }

        lines.Clear();
        lines.AddRange(rest);
        return true;
    }

    /// <summary>How many lines a line and the blocks that it opens take; 0: it closes more than it opens.</summary>
    private static int CountAt(List<string> lines, int first)
    {
        int open = 0;
        for (int i = first; i < lines.Count; i++)
        {
            open += lines[i].Count(static c => c == '{') - lines[i].Count(static c => c == '}');
            if (open <= 0)
            {
                return open < 0 ? 0 : i - first + 1;
            }
        }

        return 0;
    }

    private bool FailsAlike(string text)
    {
        var compiled = Script.Compile(new SourceText(program.Source.Name, text) { Imports = program.Source.Imports }, new CompilerOptions());
        if (compiled.Program is not { Main: not null } smaller || ExitOf(smaller) != exit)
        {
            return false;
        }

        try
        {
            var limits = options.Limits with { States = Math.Min(StatesOfTry, options.Limits.States) };
            CheckOptions quiet = options with { Shrinks = false, Lints = false, Walks = null, Check = kind, Limits = limits, Trace = TraceLevels.None, Progress = null };
            return Checking.Check(smaller, quiet).Counterexample is not null;
        }
        catch (CannotCheckException)
        {
            return false;
        }
    }
}
