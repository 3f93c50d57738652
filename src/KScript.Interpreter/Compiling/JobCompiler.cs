// Jobs: their attributes, and the first burst that shortest-job-first wants to know.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Compiles what stands in a job's header.</summary>
internal static class JobCompiler
{
    /// <summary>What `policy=` may be, in the order of Policies.</summary>
    private static readonly string[] PolicyWords = ["other", "fifo", "rr", "batch", "idle", "deadline"];

    private static readonly SchedulingPolicy[] Policies =
    [
        SchedulingPolicy.Other, SchedulingPolicy.Fifo, SchedulingPolicy.RoundRobin, SchedulingPolicy.Batch, SchedulingPolicy.Idle, SchedulingPolicy.Deadline,
    ];

    /// <summary>The keys of a job: ranges are the kernel's.</summary>
    private static readonly SettingRow[] Keys =
    [
        new("at", SettingKind.Int, "0", 0, VirtualTime.End, "when init starts it"),
        new("nice", SettingKind.Int, "0", -20, 19, "nice value"),
        new("priority", SettingKind.Int, "0", 0, 1_000_000, "priority; lower is better"),
        new("tickets", SettingKind.Int, "100", 1, 1_000_000, "tickets of lottery and stride"),
        new("burst", SettingKind.Int, "", 0, VirtualTime.End, "what sjf, srtf, hrrn and lrtf take its first burst to be"),
        new("policy", SettingKind.Word, "other", 0, 0, "scheduling policy, for `sched linux`") { Words = PolicyWords },
        new("rtprio", SettingKind.Int, "", SchedulingAttributes.MinRealTime, SchedulingAttributes.MaxRealTime, "priority under policy=fifo and policy=rr; higher is better"),
        new("runtime", SettingKind.Int, "", 1, int.MaxValue, "policy=deadline: CPU time in each period"),
        new("deadline", SettingKind.Int, "", 1, int.MaxValue, "by when it is to have ended, from its release; left out, it is the period"),
        new("period", SettingKind.Int, "", 1, int.MaxValue,
            "it is released again after so many ticks; under policy=deadline the length of a period"),
        new("releases", SettingKind.Int, "", 1, Releases.Most,
            "how often a job with period= is released; left out, until all begin anew together"),
        new("class", SettingKind.Int, "0", 0, 63, "its class under `sched mlq`, 0 the best"),
        new("affinity", SettingKind.IntList, "", 0, 1023, "the CPUs it may run on") { IsSet = true },
        new("working_set", SettingKind.Int, "0", 0, 1_000_000_000, "what it takes in a cache (sched … cache=N); 0: nothing"),
    ];

    /// <summary>A job for the program.</summary>
    public static JobImage Compile(JobDecl declaration, Body body, ConstantFolder folder, MachineSettings settings, DiagnosticBag diagnostics)
    {
        var attributes = new List<KeyValuePair<string, long[]>>();
        long at = 0;
        long? burst = null;
        bool sound = true;
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
                sound = false;
                continue;
            }

            if (row.Key == "affinity" && !Array.Exists(values, cpu => cpu < settings.Cpus))
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, "`affinity` names no CPU of this machine",
                    settings.Cpus == 1 ? "there is CPU 0; `machine cpus=N` gives more" : $"there are CPUs 0 to {settings.Cpus - 1}");
                continue;
            }

            at = row.Key == "at" ? values[0] : at;
            burst = row.Key == "burst" ? values[0] : burst;
            if (row.Key is not ("at" or "burst"))
            {
                attributes.Add(new(row.Key, values));
            }
        }

        if (sound)
        {
            CheckScheduling(declaration, attributes, diagnostics);
            CheckClass(declaration, settings, diagnostics);
        }

        burst ??= new FirstBurst(folder).Of(declaration.Body);
        var image = new JobImage(new ProgramImage(declaration.Name.Name, body.Index), at, attributes, burst, declaration.Span);
        long given(string key) => attributes.Find(a => a.Key == key).Value is { } values ? values[0] : 0;
        bool isReservation = SchedulingOf((key, fallback) => given(key)).Policy == SchedulingPolicy.Deadline;
        return isReservation ? image
            : image with
            {
                Period = given("period"),
                Deadline = given("deadline") is var deadline and > 0 ? deadline : given("period"),
                Releases = given("releases"),
            };
    }

    /// <summary>The scheduling attributes of a job, whose values are asked for by key and fallback.</summary>
    public static SchedulingAttributes SchedulingOf(Func<string, long, long> value)
    {
        SchedulingPolicy policy = Policies[value("policy", 0)];
        var found = new SchedulingAttributes(policy, (int)value("rtprio", 0), 0);
        if (policy != SchedulingPolicy.Deadline)
        {
            // Of any other policy they say when it is released, and by when it is to have ended.
            return found with { Runtime = value("runtime", 0) };
        }

        long deadline = value("deadline", 0);
        return found with { Runtime = value("runtime", 0), Deadline = deadline, Period = value("period", deadline) };
    }

    /// <summary>Whether the machine's multilevel queue has the job's class.</summary>
    private static void CheckClass(JobDecl declaration, MachineSettings settings, DiagnosticBag diagnostics)
    {
        int classes = settings.Policy == "mlq" ? SchedulerTable.ClassesOf(settings.PolicyOptions).Length : int.MaxValue;
        if (declaration.Attributes.Find(a => a.Key.Name == "class") is { } setting && setting.Values[0].Number >= classes)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Values[0].Span, $"there is no class {setting.Values[0].Text}", $"`sched mlq` has {classes} here, from 0");
        }
    }

    /// <summary>Whether policy, priority and times fit together, as sched_setattr would ask.</summary>
    private static void CheckScheduling(JobDecl declaration, List<KeyValuePair<string, long[]>> attributes, DiagnosticBag diagnostics)
    {
        SchedulingAttributes found = SchedulingOf((key, fallback) => attributes.Find(a => a.Key == key).Value is { } given ? given[0] : fallback);
        bool isDeadline = found.Policy == SchedulingPolicy.Deadline;
        if (found.IsValid && (isDeadline || found.Runtime == 0))
        {
            return;
        }

        string word = PolicyWords[Array.IndexOf(Policies, found.Policy)];
        string hint = isDeadline ? "it takes runtime=, deadline= and period= with runtime <= deadline <= period, and no rtprio="
            : SchedulingAttributes.IsRealTime(found.Policy)
                ? $"it takes rtprio={SchedulingAttributes.MinRealTime}..{SchedulingAttributes.MaxRealTime}, and no runtime="
            : "rtprio= is for policy=fifo and policy=rr, runtime= is for policy=deadline";
        diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Name.Span, $"`policy={word}` does not go with the other attributes of job `{declaration.Name.Name}`", hint);
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
