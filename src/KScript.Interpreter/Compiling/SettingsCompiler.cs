// `sched` and `machine`: checked against the rows of the kernel (MachineSettings.Keys, the table of policies).
using System.Globalization;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Compiles settings.</summary>
internal static partial class SettingsCompiler
{
    /// <summary>The machine that a script and the command line ask for; the command line comes last and wins.</summary>
    public static MachineSettings Compile(ScriptFile file, IReadOnlyList<SettingsDecl> overrides, DiagnosticBag diagnostics)
    {
        var found = new List<SettingsDecl>();
        bool started = false;
        foreach (Stmt statement in file.Statements)
        {
            if (statement is SettingsDecl settings)
            {
                if (started)
                {
                    diagnostics.Error(DiagnosticTable.SettingsTooLate, settings.Span, $"`{(settings.Policy is null ? "machine" : "sched")}` stands after the first statement", "move it to the top of the file");
                }

                CheckFirst(settings, found, diagnostics);
                found.Add(settings);
            }
            else if (statement is not Declaration and not LetStmt { IsShared: true })
            {
                started = true;
            }
        }

        if (overrides.Count == 0)
        {
            return Build(found, diagnostics);
        }

        // The script's own are checked by themselves: the spans of the others are in another text, and they were checked there.
        Build(found, diagnostics);
        found.AddRange(overrides);
        return Build(found, new DiagnosticBag());
    }

    /// <summary>A machine has one policy; that a second line does not add to the first is easily overlooked.</summary>
    private static void CheckFirst(SettingsDecl settings, List<SettingsDecl> before, DiagnosticBag diagnostics)
    {
        bool isPolicy = settings.Policy is not null;
        if (before.Exists(other => other.Policy is not null == isPolicy))
        {
            diagnostics.Warning(DiagnosticTable.SettingsTwice, settings.Span, isPolicy ? "a second `sched`: the one above does nothing" : "a second `machine` line",
                isPolicy ? "leave one of them out" : "write the keys side by side on one line; of the same key, the last value counts");
        }
    }

    /// <summary>Checks a declaration that stands alone (`--sched`, `--set`).</summary>
    public static void Check(SettingsDecl declaration, DiagnosticBag diagnostics) => Build([declaration], diagnostics);

    /// <summary>The machine that several declarations ask for; later ones win.</summary>
    public static MachineSettings Build(IReadOnlyList<SettingsDecl> declarations, DiagnosticBag diagnostics)
    {
        var machine = new SettingValues();
        SettingsDecl? policy = null;
        foreach (SettingsDecl declaration in declarations)
        {
            if (declaration.Policy is not null)
            {
                policy = declaration;
                continue;
            }

            foreach (Setting setting in declaration.Settings)
            {
                // The length of a tick comes in microseconds, everything else in ticks.
                long tick = setting.Key.Name == "tick" ? 1 : machine.Get("tick", 1000);
                ReadInto(machine, MachineSettings.Keys, "the machine", setting, tick, diagnostics);
            }
        }

        var defaults = new MachineSettings();
        long microseconds = machine.Get("tick", defaults.TickMicroseconds);
        (string name, SettingValues options, CpuOptions cpus, string text) = BuildPolicy(policy, microseconds, diagnostics);
        return new MachineSettings
        {
            Cpus = (int)machine.Get("cpus", defaults.Cpus),
            PidMax = (int)machine.Get("pid_max", defaults.PidMax),
            TickMicroseconds = microseconds,
            SyscallTicks = machine.Get("syscall", defaults.SyscallTicks),
            SwitchTicks = machine.Get("switch", defaults.SwitchTicks),
            Ips = (int)machine.Get("ips", defaults.Ips),
            StdoutIsPipe = machine.Get("stdout", 0) == 1,
            Seed = machine.Has("seed") ? machine.Get("seed", 0) : null,
            Policy = name,
            PolicyOptions = options,
            CpuOptions = cpus,
            PolicyText = text,
        };
    }

    private static void ReadInto(SettingValues values, SettingRow[] rows, string whose, Setting setting, long tick, DiagnosticBag diagnostics)
    {
        SettingRow? row = Array.Find(rows, r => r.Key == setting.Key.Name);
        if (row is null)
        {
            string known = rows.Length == 0 ? "it has none" : $"it has {string.Join(", ", rows.Select(r => r.Key).Distinct())}";
            diagnostics.Error(DiagnosticTable.UnknownSetting, setting.Key.Span, $"{whose} has no setting `{setting.Key.Name}`",
                Synonym(setting.Key.Name, rows) is { } same ? $"write `{same}=`: {known}"
                    : Spelling.DidYouMean(setting.Key.Name, rows.Select(r => r.Key)) is { } hint ? $"{hint} {known}" : known);
        }
        else if (row.Kind == SettingKind.Policies)
        {
            ReadPolicies(values, row, setting, diagnostics);
        }
        else if (Read(row, setting, tick, diagnostics) is { } read)
        {
            values.Set(row.Key, read);
        }
    }

    /// <summary>What textbooks and other simulators call a key, if the rows have it.</summary>
    private static string? Synonym(string written, SettingRow[] rows)
    {
        string? key = written switch
        {
            "quantum" or "slice" or "timeslice" or "time_slice" or "time_quantum" or "quanta" => "q",
            "levels" or "num_queues" or "nqueues" => "queues",
            "cores" or "ncpu" or "ncpus" or "processors" => "cpus",
            _ => null,
        };
        return key is not null && Array.Exists(rows, row => row.Key == key) ? key : null;
    }

    /// <summary>The values of a setting as its row wants them; null and a diagnostic if it cannot have them.</summary>
    public static long[]? Read(SettingRow row, Setting setting, long tick, DiagnosticBag diagnostics)
    {
        if (row.Kind != SettingKind.IntList && setting.Values.Count != 1)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, $"`{row.Key}` takes one value");
            return null;
        }

        var values = new List<long>(setting.Values.Count);
        foreach (SettingValue written in setting.Values)
        {
            if (row.IsSet && written.Range is { } range && Read(row, range.First, tick) is { } first && Read(row, range.Last, tick) is { } last && first <= last)
            {
                for (long number = first; number <= last; number++)
                {
                    values.Add(number);
                }
            }
            else if (Read(row, written, tick) is { } value)
            {
                values.Add(value);
            }
            else
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, written.Span, $"`{row.Key}` cannot be `{written.Text}`", Expected(row));
                return null;
            }
        }

        return [.. values];
    }

    /// <summary>A value as its row wants it, or null.</summary>
    public static long? Read(SettingRow row, SettingValue value, long tick) => row.Kind switch
    {
        SettingKind.Int or SettingKind.IntList => value.Number is { } number ? InRange(row, value.HasUnit ? Up(number, tick) : number) : null,
        SettingKind.Bool => value.Text switch { "true" => 1, "false" => 0, _ => null },
        SettingKind.Word => Array.IndexOf(row.Words, value.Text) is >= 0 and var word ? word : null,
        SettingKind.Milli => value.Fraction is { } fraction ? InRange(row, (long)Math.Round(fraction * 1000))
            : value.Number is { } whole and >= 0 and <= int.MaxValue && !value.HasUnit ? InRange(row, whole * 1000) : null,
        SettingKind.Policies => null,
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    private static long Up(long microseconds, long tick) => (microseconds / tick) + (microseconds % tick > 0 ? 1 : 0);

    private static long? InRange(SettingRow row, long number) => number >= row.Minimum && number <= row.Maximum ? number : null;

    /// <summary>What a row wants, for a hint.</summary>
    public static string Expected(SettingRow row) => row.Kind switch
    {
        SettingKind.Int => $"a number from {Bound(row.Minimum)} to {Bound(row.Maximum)}: {row.Summary}",
        SettingKind.IntList => $"numbers from {Bound(row.Minimum)} to {Bound(row.Maximum)}, with commas between: {row.Summary}",
        SettingKind.Bool => $"true or false: {row.Summary}",
        SettingKind.Word => $"one of {string.Join(", ", row.Words)}: {row.Summary}",
        SettingKind.Milli => $"a number such as 0.5: {row.Summary}",
        SettingKind.Policies => $"one of {string.Join(", ", SchedulerTable.Members.Select(member => member.Name))}, each with its q in parentheses where it takes one: {row.Summary}",
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    private static string Bound(long bound) => bound.ToString(CultureInfo.InvariantCulture);
}
