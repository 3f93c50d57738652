// What containers and cgroups say: their settings, and which container is entered.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    private readonly HashSet<string> containers = new(StringComparer.Ordinal);
    private readonly List<NameExpr> entered = [];

    private void ResolveContainer(ContainerExpr e, Scope scope)
    {
        string word = e.Kind == ContainerKind.Container ? "container" : "cgroup";
        foreach (Setting setting in e.Settings)
        {
            CheckSetting(e, setting, word);
        }

        if (e.Target is NameExpr name && Lookup(name.Name, scope) is null)
        {
            result.EnteredByName.Add(e);
            entered.Add(name);
        }
        else if (e.Target is { } target)
        {
            Resolve(target, scope);
        }

        if (e.Kind == ContainerKind.Container && e.Name is { } container)
        {
            containers.Add(container.Name);
        }

        if (e.Init is { } init)
        {
            Resolve(init, scope);
        }

        if (e.Body is { } body)
        {
            // A process of its own: no loop of its maker's to leave.
            ResolveBlock(body, new Scope(scope, scope.Body));
        }
    }

    private void CheckSetting(ContainerExpr e, Setting setting, string word)
    {
        string key = setting.Key.Name;
        string[] keys = ContainerSettings.KeysOf(e.Kind);
        if (Array.IndexOf(keys, key) < 0)
        {
            diagnostics.Error(DiagnosticTable.UnknownSetting, setting.Key.Span, $"`{word}` has no setting `{key}`",
                Spelling.DidYouMean(key, keys) ?? $"it has {string.Join(" and ", keys)}");
        }
        else if (key == "pids" && setting.Values is not [{ Number: >= 0, HasUnit: false, Fraction: null }])
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, "pids is how many processes there may be, 0 or more",
                "pids=20");
        }
        else if (key == "init" && setting.Values is not [{ Number: null }])
        {
            diagnostics.Error(DiagnosticTable.BadSettingValue, setting.Span, "init is the program that is pid 1",
                "init=tini, with `program tini() { … }`");
        }
    }

    /// <summary>At the end of a file: every container that is entered by its name is there.</summary>
    private void CheckEntered()
    {
        foreach (NameExpr name in entered)
        {
            if (!containers.Contains(name.Name))
            {
                diagnostics.Error(DiagnosticTable.UndefinedVariable, name.Span,
                    $"there is no container `{name.Name}`, and no variable with the pid of one",
                    Spelling.DidYouMean(name.Name, containers));
            }
        }
    }
}
