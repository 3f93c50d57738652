// Jobs: their attributes, and the first burst that shortest-job-first wants to know.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Compiles what stands in a job's header.</summary>
internal static class JobCompiler
{
    /// <summary>The keys of a job: ranges are the kernel's.</summary>
    private static readonly SettingRow[] Keys =
    [
        new("at", SettingKind.Int, "0", 0, long.MaxValue, "when init starts it"),
        new("nice", SettingKind.Int, "0", -20, 19, "nice value"),
        new("priority", SettingKind.Int, "0", 0, 1_000_000, "priority; lower is better"),
        new("tickets", SettingKind.Int, "1", 1, 1_000_000_000, "tickets of lottery and stride"),
        new("burst", SettingKind.Int, "", 0, long.MaxValue, "what sjf and srtf take its first burst to be"),
        new("affinity", SettingKind.IntList, "", 0, 1023, "the CPUs it may run on") { IsSet = true },
    ];

    /// <summary>A job for the program.</summary>
    public static JobImage Compile(JobDecl declaration, Body body, ConstantFolder folder, MachineSettings settings, DiagnosticBag diagnostics)
    {
        var attributes = new List<KeyValuePair<string, long[]>>();
        long at = 0;
        long? burst = null;
        foreach (Setting setting in declaration.Attributes)
        {
            SettingRow? row = Array.Find(Keys, key => key.Key == setting.Key.Name);
            if (row is null)
            {
                diagnostics.Error(DiagnosticTable.UnknownSetting, setting.Key.Span, $"a job has no `{setting.Key.Name}`",
                    Spelling.DidYouMean(setting.Key.Name, Keys.Select(key => key.Key)) ?? $"it has {string.Join(", ", Keys.Select(key => key.Key))}");
                continue;
            }

            if (setting.Values is [{ Callee: not null } call])
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, call.Span, $"`{row.Key}` cannot be `{call.Text}`", "one job has one number; `jobs n=10 arrival=poisson(5) burst=exp(20)` draws them");
                continue;
            }

            if (SettingsCompiler.Read(row, setting, settings.TickMicroseconds, diagnostics) is not { } values)
            {
                continue;
            }

            at = row.Key == "at" ? values[0] : at;
            burst = row.Key == "burst" ? values[0] : burst;
            if (row.Key is not ("at" or "burst"))
            {
                attributes.Add(new(row.Key, values));
            }
        }

        burst ??= new FirstBurst(folder).Of(declaration.Body);
        return new JobImage(new ProgramImage(declaration.Name.Name, body.Index), at, attributes, burst, declaration.Span);
    }
}

/// <summary>What a body says of its own first burst: the ticks it computes before it first blocks, where they are constant.</summary>
internal sealed class FirstBurst(ConstantFolder folder)
{
    private enum Outcome { GoesOn, Blocks, Unknown }

    private long sum;

    /// <summary>The burst, or null if it depends on what happens.</summary>
    public long? Of(Block body)
    {
        sum = 0;
        return Walk(body) == Outcome.Unknown ? null : sum;
    }

    private Outcome Walk(Block block)
    {
        foreach (Stmt statement in block.Statements)
        {
            Outcome outcome = Walk(statement);
            if (outcome != Outcome.GoesOn)
            {
                return outcome;
            }
        }

        return Outcome.GoesOn;
    }

    private Outcome Walk(Stmt statement) => statement switch
    {
        ExprStmt { Expression: CallExpr { Callee.Name: "compute", Arguments: [var ticks] } } => Compute(ticks),
        ExprStmt { Expression: IoExpr or WaitExpr } or UntilStmt or ExitStmt => Outcome.Blocks,
        ExprStmt { Expression: CallExpr { Callee.Name: "sleep" or "disk" or "pause" } } => Outcome.Blocks,
        RepeatStmt s => Repeat(s),
        PrintStmt or AssertStmt => Outcome.GoesOn,
        LetStmt { Value: IntExpr or TimeExpr or TextExpr or BoolExpr or NameExpr or BinaryExpr } => Outcome.GoesOn,
        AssignStmt => Outcome.GoesOn,
        _ => Outcome.Unknown,
    };

    private Outcome Compute(Expr ticks)
    {
        if (!folder.TryFoldNumber(ticks, out long number))
        {
            return Outcome.Unknown;
        }

        sum += Math.Max(0, number);
        return Outcome.GoesOn;
    }

    private Outcome Repeat(RepeatStmt s)
    {
        if (!folder.TryFoldNumber(s.Count, out long count))
        {
            return Outcome.Unknown;
        }

        if (count <= 0)
        {
            return Outcome.GoesOn;
        }

        long before = sum;
        Outcome once = Walk(s.Body);
        if (once == Outcome.GoesOn)
        {
            // All rounds are alike: what one adds, each adds.
            sum = before + ((sum - before) * count);
        }

        return once;
    }
}
