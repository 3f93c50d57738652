// `sched POLICY key=value…`, checked against the kernel's table of policies.
using System.Globalization;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal static partial class SettingsCompiler
{
    private static (string Name, SettingValues Options, string Text) BuildPolicy(SettingsDecl? declaration, long tick, DiagnosticBag diagnostics)
    {
        var defaults = new MachineSettings();
        if (declaration?.Policy is not { } name)
        {
            return (defaults.Policy, defaults.PolicyOptions, defaults.PolicyText);
        }

        PolicyRow? row = SchedulerTable.Find(name.Name);
        if (row is null)
        {
            ReportPolicy(name, diagnostics);
            return (defaults.Policy, defaults.PolicyOptions, defaults.PolicyText);
        }

        var options = new SettingValues();
        foreach (Setting setting in declaration.Settings)
        {
            ReadInto(options, row.Options, $"`sched {row.Name}`", setting, tick, diagnostics);
        }

        CheckShares(options, declaration, diagnostics);
        return (row.Name, options, PolicyText(row, declaration));
    }

    /// <summary>A list of policies: rr(8),fcfs.</summary>
    private static void ReadPolicies(SettingValues values, SettingRow row, Setting setting, DiagnosticBag diagnostics)
    {
        var policies = new List<PolicyChoice>();
        foreach (SettingValue value in setting.Values)
        {
            if (ReadPolicy(value.Text) is not { } policy)
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, value.Span, $"`{row.Key}` cannot be `{value.Text}`", Expected(row));
                return;
            }

            policies.Add(policy);
        }

        values.SetPolicies(row.Key, [.. policies]);
    }

    /// <summary>NAME or NAME(q,…), where NAME is a policy that may be a class, and takes such a q; else null.</summary>
    private static PolicyChoice? ReadPolicy(string text)
    {
        string[] parts = text.Split('(', 2);
        PolicyRow? row = SchedulerTable.Members.FirstOrDefault(member => member.Name == parts[0].Trim());
        if (row is null || parts.Length == 1)
        {
            return row is null ? null : new PolicyChoice(row.Name, []);
        }

        SettingRow? quantum = Array.Find(row.Options, option => option.Key == "q");
        string[] given = parts[1].TrimEnd().TrimEnd(')').Split(',');
        long[] quanta = new long[given.Length];
        for (int i = 0; i < given.Length; i++)
        {
            if (quantum is null || !long.TryParse(given[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out quanta[i]) || InRange(quantum, quanta[i]) is null)
            {
                return null;
            }
        }

        return quanta.Length > 1 && quantum?.Kind != SettingKind.IntList ? null : new PolicyChoice(row.Name, quanta);
    }

    /// <summary>`share` has a percentage for each class, and no more than there is.</summary>
    private static void CheckShares(SettingValues options, SettingsDecl declaration, DiagnosticBag diagnostics)
    {
        if (options.GetList("share") is not { } share)
        {
            return;
        }

        // As many as were meant, right or wrong.
        int classes = declaration.Settings.Find(s => s.Key.Name == "classes")?.Values.Count ?? SchedulerTable.ClassesOf(options).Length;
        if (share.Length != classes || share.Sum() > 100)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, declaration.Settings.Find(s => s.Key.Name == "share")!.Span,
                $"`share` has {share.Length} values with a sum of {share.Sum()}", $"it takes a percentage for each of the {classes} classes, together at most 100");
        }
    }

    private static void ReportPolicy(Identifier name, DiagnosticBag diagnostics)
    {
        string there = $"there are {string.Join(", ", SchedulerTable.Rows.Select(r => r.Name))}";
        string? hint = Spelling.DidYouMean(name.Name, SchedulerTable.Rows.Select(r => r.Name));
        diagnostics.Error(DiagnosticTable.UnknownPolicy, name.Span, $"there is no policy `{name.Name}`", hint is null ? there : $"{hint} T{there[1..]}");
    }

    /// <summary>The policy for the trace's header: what was said, and the quantum where the policy has one.</summary>
    private static string PolicyText(PolicyRow row, SettingsDecl declaration)
    {
        var parts = new List<string> { row.Name };
        if (Array.Find(row.Options, option => option.Key == "q") is { } quantum && !declaration.Settings.Exists(setting => setting.Key.Name == "q"))
        {
            parts.Add($"q={quantum.Default}");
        }

        parts.AddRange(declaration.Settings.Select(setting => $"{setting.Key.Name}={string.Join(",", setting.Values.Select(value => value.Text))}"));
        return string.Join(" ", parts);
    }
}
