// `sched POLICY key=value…`, checked against the kernel's table of policies.
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
        if (row is null || !row.IsSupported)
        {
            ReportPolicy(name, row, diagnostics);
            return (defaults.Policy, defaults.PolicyOptions, defaults.PolicyText);
        }

        var options = new SettingValues();
        foreach (Setting setting in declaration.Settings)
        {
            ReadInto(options, row.Options, $"`sched {row.Name}`", setting, tick, diagnostics);
        }

        return (row.Name, options, PolicyText(row, declaration));
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
