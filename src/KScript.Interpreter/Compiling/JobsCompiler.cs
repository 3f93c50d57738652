// `jobs [PREFIX] n=100 arrival=poisson(5) burst=exp(20) …`: checks the attributes, then has the jobs drawn.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Compiles generated workloads.</summary>
internal sealed class JobsCompiler(MachineSettings settings, DiagnosticBag diagnostics)
{
    private const long Most = Distribution.Largest;

    private static readonly SettingRow Count = new("n", SettingKind.Int, "", 1, MostJobs, "how many jobs");
    private static readonly SettingRow At = new("at", SettingKind.Int, "0", 0, long.MaxValue / 4, "when the first arrives");
    private static readonly SettingRow Seed = new("seed", SettingKind.Int, "1", long.MinValue, long.MaxValue, "the seed of all draws; the default is 1, 2, … for the first, second … `jobs`");
    private static readonly SettingRow Affinity = new("affinity", SettingKind.IntList, "", 0, 1023, "the CPUs that they may run on") { IsSet = true };

    // What is drawn, and how the plan takes it.
    private static readonly DrawnRow[] Drawn =
    [
        new("arrival", 0, Most, "ticks from one arrival to the next", static (plan, d) => plan with { Arrival = d }),
        new("burst", 1, Most, "ticks of computing of each, all together", static (plan, d) => plan with { Burst = d }),
        new("io_every", 1, Most, "ticks of computing after which it does I/O", static (plan, d) => plan with { IoEvery = d }),
        new("io_len", 0, Most, "ticks of each I/O", static (plan, d) => plan with { IoLength = d }),
        new("nice", -20, 19, "nice values", static (plan, d) => plan with { Nice = d }),
        new("priority", 0, 1_000_000, "priorities; lower is better", static (plan, d) => plan with { Priority = d }),
        new("tickets", 1, 1_000_000_000, "tickets of lottery and stride", static (plan, d) => plan with { Tickets = d }),
    ];

    /// <summary>The keys of `jobs`.</summary>
    public static readonly string[] Keys = ["n", .. Drawn.Select(row => row.Key), "affinity", "at", "seed"];

    /// <summary>Jobs that all `jobs` of a script draw together.</summary>
    private const int MostJobs = 1_000_000;

    private readonly Dictionary<string, int> named = new(StringComparer.Ordinal);
    private long drawnSoFar;
    private int statements;

    private sealed record DrawnRow(string Key, long Least, long Most, string Summary, Func<WorkloadPlan, Distribution, WorkloadPlan> Apply);

    /// <summary>The jobs of a statement; null and diagnostics if it is wrong.</summary>
    public Workload? Compile(JobsDecl declaration, int before)
    {
        int errors = diagnostics.ErrorCount;
        string prefix = declaration.Prefix?.Name ?? "P";
        var plan = new WorkloadPlan { Prefix = prefix, First = named.GetValueOrDefault(prefix) + 1, Seed = ++statements };
        foreach (Setting setting in declaration.Attributes)
        {
            plan = Apply(plan, setting);
        }

        Require(declaration, "n");
        Require(declaration, "burst");
        if (Has(declaration, "io_len") && !Has(declaration, "io_every"))
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Span, "`io_len` without `io_every`: these jobs do no I/O", "add io_every=5, the ticks of computing between two of them");
        }

        if (diagnostics.ErrorCount > errors)
        {
            return null;
        }

        drawnSoFar += plan.Count;
        if (drawnSoFar > MostJobs)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Span, $"with these there are more than {MostJobs} generated jobs", "fewer show the same");
            return null;
        }

        named[prefix] = plan.First - 1 + plan.Count;
        return new Workload(prefix, WorkloadGenerator.Generate(plan), before);
    }

    private static bool Has(JobsDecl declaration, string key) => declaration.Attributes.Exists(setting => setting.Key.Name == key);

    private void Require(JobsDecl declaration, string key)
    {
        if (!Has(declaration, key))
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Span, $"`jobs` needs `{key}`", "write `jobs n=100 arrival=poisson(5) burst=exp(20)`");
        }
    }

    private WorkloadPlan Apply(WorkloadPlan plan, Setting setting)
    {
        switch (setting.Key.Name)
        {
            case "n":
                return Read(Count, setting) is { } count ? plan with { Count = (int)count[0] } : plan;
            case "at":
                return Read(At, setting) is { } at ? plan with { At = at[0] } : plan;
            case "seed":
                return Read(Seed, setting) is { } seed ? plan with { Seed = seed[0] } : plan;
            case "affinity":
                return Read(Affinity, setting) is { } cpus ? plan with { Affinity = CpuMask.Of(cpus) } : plan;
        }

        if (Array.Find(Drawn, row => row.Key == setting.Key.Name) is { } drawn)
        {
            return ReadDistribution(drawn, setting) is { } distribution ? drawn.Apply(plan, distribution) : plan;
        }

        diagnostics.Error(DiagnosticTable.UnknownSetting, setting.Key.Span, $"`jobs` has no `{setting.Key.Name}`",
            Spelling.DidYouMean(setting.Key.Name, Keys) ?? $"it has {string.Join(", ", Keys)}");
        return plan;
    }

    private long[]? Read(SettingRow row, Setting setting) => SettingsCompiler.Read(row, setting, settings.TickMicroseconds, diagnostics);

    // A number, a range, a list, or a distribution by its name.
    private Distribution? ReadDistribution(DrawnRow drawn, Setting setting)
    {
        Distribution? read = setting.Values is [{ Callee: { } callee } call] ? Call(callee, call)
            : setting.Values is [{ Range: { } ends } range] ? Numbers(drawn, [ends.First, ends.Last]) is { } pair ? Ordered(range, pair) : null
            : Numbers(drawn, setting.Values) is { } numbers ? OneOf(numbers) : null;
        if (read is null)
        {
            return null;
        }

        (long least, long most) = read.Bounds;
        bool isContinuous = read.Kind == DistributionKind.Exponential && drawn.Most == Most;
        if (!isContinuous && (least < drawn.Least || most > drawn.Most))
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, $"`{drawn.Key}` cannot be drawn from numbers between {least} and {most}", Expected(drawn));
            return null;
        }

        return read;
    }

    private static string Expected(DrawnRow drawn) =>
        $"{drawn.Summary}, from {drawn.Least} to {drawn.Most}: a number, a range (1..9), a list (1,2,5), or {string.Join(", ", DistributionTable.Rows.Select(row => row.Usage))}";

    private static Distribution OneOf(long[] numbers) => numbers.Length == 1
        ? Distribution.Of(numbers[0])
        : new Distribution(DistributionKind.OneOf) { Values = numbers };

    private Distribution? Ordered(SettingValue range, long[] ends)
    {
        if (ends[0] <= ends[1])
        {
            return new Distribution(DistributionKind.Uniform, ends[0], ends[1]);
        }

        diagnostics.Error(DiagnosticTable.BadSettingValue, range.Span, $"the range `{range.Text}` is empty", $"write {range.Range!.Value.Last.Text}..{range.Range.Value.First.Text}; both ends belong to it");
        return null;
    }

    private long[]? Numbers(DrawnRow drawn, List<SettingValue> values)
    {
        var row = new SettingRow(drawn.Key, SettingKind.Int, "", drawn.Least, drawn.Most, drawn.Summary);
        var numbers = new long[values.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (SettingsCompiler.Read(row, values[i], settings.TickMicroseconds) is not { } number)
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, values[i].Span, $"`{drawn.Key}` cannot be `{values[i].Text}`", Expected(drawn));
                return null;
            }

            numbers[i] = number;
        }

        return numbers;
    }

    private Distribution? Call(string name, SettingValue call)
    {
        DistributionRow? row = DistributionTable.Find(name);
        if (row is null)
        {
            string known = $"there are {string.Join(", ", DistributionTable.Rows.Select(r => r.Usage))}";
            diagnostics.Error(DiagnosticTable.BadSettingValue, call.Span, $"there is no distribution `{name}`",
                Spelling.DidYouMean(name, DistributionTable.Rows.Select(r => r.Name)) is { } hint ? $"{hint} {known}" : known);
            return null;
        }

        if (call.Arguments.Count < row.Required || call.Arguments.Count > row.Parameters.Length)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, call.Span, $"`{name}` with {call.Arguments.Count} numbers", $"write {row.Usage}");
            return null;
        }

        return Arguments(row, call) is not { } values ? null : row.Make(values) ?? Complain(row, call);
    }

    private long[]? Arguments(DistributionRow row, SettingValue call)
    {
        var values = new long[row.Parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            SettingRow parameter = row.Parameters[i];
            if (i >= call.Arguments.Count)
            {
                values[i] = Distribution.Largest;
                continue;
            }

            if (SettingsCompiler.Read(parameter, call.Arguments[i], settings.TickMicroseconds) is not { } value)
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, call.Arguments[i].Span, $"`{parameter.Key}` of {row.Usage} cannot be `{call.Arguments[i].Text}`", SettingsCompiler.Expected(parameter));
                return null;
            }

            values[i] = value;
        }

        return values;
    }

    private Distribution? Complain(DistributionRow row, SettingValue call)
    {
        diagnostics.Error(DiagnosticTable.BadSettingValue, call.Span, $"`{call.Text}`: these numbers do not go together", $"write {row.Usage}: {string.Join("; ", row.Parameters.Select(p => $"{p.Key}, {p.Summary}"))}");
        return null;
    }
}
