// Commands for what-ifs: time lines side by side.
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>:branch, :switch, :diff.</summary>
internal static class BranchCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("branch", "[NAME]", "keeps this world under a name, and goes on; alone: the list",
            "Set the present aside, try something, then `:switch NAME` to the world as it was, and `:diff NAME` to compare.", Branch),
        new("switch", "NAME", "goes to a world that was kept", "The present one is kept under its own name (`main`, if it has none).", Switch),
        new("diff", "NAME", "compares this world with one that was kept", "Where their events part, and how their process tables differ.", Diff),
    ];

    private static void Branch(ReplShell shell, string name)
    {
        if (name.Length == 0)
        {
            List(shell);
            return;
        }

        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            shell.Complain("a name is made of letters, digits, - and _");
            return;
        }

        shell.Session.MakeBranch(name);
        shell.Line($"-- kept as {name}; :switch {name} comes back here");
    }

    private static void List(ReplShell shell)
    {
        if (shell.Session.Branches.Count == 0)
        {
            shell.Line("-- none; :branch NAME keeps the world as it is now");
        }

        foreach (LiveSession.Branch branch in shell.Session.Branches)
        {
            shell.Line($"-- {branch.Name}: t={branch.Machine.Now}, {branch.Timeline.Here.Events} events");
        }
    }

    private static void Switch(ReplShell shell, string name)
    {
        if (!shell.Session.SwitchTo(name))
        {
            Unknown(shell, name);
            return;
        }

        shell.Stops.Refresh();
        shell.Line($"-- {name}: t={shell.Session.Machine.Now}, event {shell.Session.Machine.EventCount}");
    }

    private static void Diff(ReplShell shell, string name)
    {
        LiveSession.Branch? other = shell.Session.Branches.FirstOrDefault(branch => branch.Name == name);
        if (other is null)
        {
            Unknown(shell, name);
            return;
        }

        string here = shell.Session.BranchName.Length == 0 ? "here" : shell.Session.BranchName;
        shell.Write(WorldDiff.Compare(here, shell.Session.Timeline, shell.Session.Machine, name, other.Timeline, other.Machine));
    }

    private static void Unknown(ReplShell shell, string name) => shell.Complain(shell.Session.Branches.Count == 0
        ? "no world was kept; :branch NAME does that"
        : $"there is no world {name}; there {(shell.Session.Branches.Count == 1 ? "is" : "are")} {string.Join(", ", shell.Session.Branches.Select(b => b.Name))}");
}
