// `sched POLICY key=value…`, checked against the kernel's table of policies.
using System.Globalization;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal static partial class SettingsCompiler
{
    private static (string Name, SettingValues Options, CpuOptions Cpus, string Text) BuildPolicy(SettingsDecl? declaration, long tick, DiagnosticBag diagnostics)
    {
        var defaults = new MachineSettings();
        if (declaration?.Policy is not { } name)
        {
            return (defaults.Policy, defaults.PolicyOptions, defaults.CpuOptions, defaults.PolicyText);
        }

        PolicyRow? row = SchedulerTable.Find(name.Name);
        if (row is null)
        {
            ReportPolicy(name, diagnostics);
            return (defaults.Policy, defaults.PolicyOptions, defaults.CpuOptions, defaults.PolicyText);
        }

        var options = new SettingValues();
        var cpus = new SettingValues();
        SettingRow[] all = [.. row.Options, .. CpuOptions.Keys];
        foreach (Setting setting in declaration.Settings)
        {
            bool common = IsOfCpus(setting, row);
            ReadInto(common ? cpus : options, common ? CpuOptions.Keys : all, $"`sched {row.Name}`", setting, tick, diagnostics);
        }

        CheckTogether(row, options, declaration, diagnostics);
        ReportWithoutEffect(declaration, cpus, diagnostics);
        return (row.Name, options, CpuOptions.From(cpus), PolicyText(row, declaration));
    }

    /// <summary>Whether a setting is one that every policy takes. `queues` is both: a number is mlfq's, a word is not.</summary>
    private static bool IsOfCpus(Setting setting, PolicyRow policy)
    {
        string key = setting.Key.Name;
        bool known = Array.Exists(CpuOptions.Keys, option => option.Key == key);
        SettingRow? own = Array.Find(policy.Options, option => option.Key == key);
        return known && (own is null || (own.Kind == SettingKind.Int && setting.Values is [{ Number: null }]));
    }

    /// <summary>Options that do nothing with the others as they are: most likely something was forgotten.</summary>
    private static void ReportWithoutEffect(SettingsDecl declaration, SettingValues cpus, DiagnosticBag diagnostics)
    {
        foreach (Setting setting in declaration.Settings)
        {
            string key = setting.Key.Name;
            if (Array.Find(CpuOptions.Keys, option => option.Key == key)?.Needs is { } need && cpus.Get(need.Key, 0) <= 0)
            {
                diagnostics.Error(
                    DiagnosticTable.BadSettingValue, setting.Span, $"`{key}` does nothing without `{need.Text}`", $"add `{need.Text}`, or leave it out");
            }
        }
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

    /// <summary>What the policy finds wrong with its options together.</summary>
    private static void CheckTogether(PolicyRow row, SettingValues options, SettingsDecl declaration, DiagnosticBag diagnostics)
    {
        if (row.Check(options, key => Said(key)?.Values.Count ?? 0) is { } problem)
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, Said(problem.Key)!.Span, problem.Message, problem.Hint);
        }

        Setting? Said(string key) => declaration.Settings.Find(setting => setting.Key.Name == key);
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
