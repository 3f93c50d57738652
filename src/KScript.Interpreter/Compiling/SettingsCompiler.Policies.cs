// `sched POLICY key=value…`, checked against the kernel's table of policies.
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
        if (row is null || !row.IsSupported)
        {
            ReportPolicy(name, row, diagnostics);
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
        bool perCpu = cpus.Get("queues", 0) == 1;
        bool cached = cpus.Get("cache", 0) > 0;
        foreach (Setting setting in declaration.Settings)
        {
            string? needs = setting.Key.Name switch
            {
                "steal" or "balance" or "peek" when !perCpu => "queues=percpu",
                "warmup" or "warm_rate" when !cached => "cache=N",
                _ => null,
            };
            if (needs is not null)
            {
                diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, $"`{setting.Key.Name}` does nothing without `{needs}`", $"add `{needs}`, or leave it out");
            }
        }
    }

    private static void ReportPolicy(Identifier name, PolicyRow? row, DiagnosticBag diagnostics)
    {
        string supported = string.Join(", ", SchedulerTable.Rows.Where(r => r.IsSupported).Select(r => r.Name));
        if (row is not null)
        {
            diagnostics.Error(DiagnosticTable.NotSupported, name.Span, $"the policy `{row.Name}`: not supported yet", $"there are {supported}");
            return;
        }

        string? hint = Spelling.DidYouMean(name.Name, SchedulerTable.Rows.Select(r => r.Name));
        diagnostics.Error(DiagnosticTable.UnknownPolicy, name.Span, $"there is no policy `{name.Name}`", hint is null ? $"there are {supported}" : $"{hint} There are {supported}");
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
