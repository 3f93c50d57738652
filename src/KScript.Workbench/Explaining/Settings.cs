// Where a disposition or a mask comes from: who set it, at which statement, and whether it was kept through fork and exec.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Workbench.Explaining;

/// <summary>A disposition that was set, or a signal that was blocked.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who set it; a fork hands it on.</param>
/// <param name="Handler">0 default, 1 ignored, else a handler; of a mask 0.</param>
/// <param name="Flags">The flags of sigaction.</param>
/// <param name="Where">The statement.</param>
internal sealed record Setting(Moment At, Life By, long Handler, SigActionFlags Flags, Span? Where)
{
    /// <summary>A child got it by fork.</summary>
    public bool ThroughFork { get; init; }

    /// <summary>It was kept by an exec.</summary>
    public bool ThroughExec { get; init; }

    /// <summary>"set by main[2] at t=0, line 7: block SIGCHLD; kept through fork and exec".</summary>
    public string Origin(LiveSession session)
    {
        string kept = (ThroughFork, ThroughExec) switch
        {
            (true, true) => "; kept through fork and exec",
            (true, false) => "; kept through fork",
            (false, true) => "; kept through exec",
            _ => "",
        };
        string place = Words.Place(session, Where);
        return $"set by {By.LabelAt(At)} at t={At.Time}{(place.Length == 0 ? "" : ", " + place)}{kept}";
    }
}

/// <summary>The dispositions and the mask of a process, as they were set: what was never set is not in it.</summary>
internal sealed class Settings
{
    private readonly Dictionary<int, Setting> actions = [];
    private readonly Dictionary<int, Setting> blocked = [];

    /// <summary>How the disposition of a signal was set last; null: it never was, and is the default.</summary>
    public Setting? ActionOf(int signal) => actions.GetValueOrDefault(signal);

    /// <summary>Who blocked a signal; null: it is not blocked, or only while a handler runs.</summary>
    public Setting? BlockOf(int signal) => blocked.GetValueOrDefault(signal);

    /// <summary>A disposition is set.</summary>
    public void SetAction(int signal, Setting setting) => actions[signal] = setting;

    /// <summary>The mask is another one.</summary>
    /// <param name="mask">Bit n-1 is signal n.</param>
    /// <param name="setting">By whom and where.</param>
    public void SetMask(ulong mask, Setting setting)
    {
        for (int signal = 1; signal <= Signal.SIGRTMAX; signal++)
        {
            if ((mask & Signal.Bit(signal)) == 0)
            {
                blocked.Remove(signal);
            }
            else
            {
                blocked.TryAdd(signal, setting);
            }
        }
    }

    /// <summary>A child has all of it.</summary>
    public void CopyTo(Settings child)
    {
        foreach (var (signal, setting) in actions)
        {
            child.actions[signal] = setting with { ThroughFork = true };
        }

        foreach (var (signal, setting) in blocked)
        {
            child.blocked[signal] = setting with { ThroughFork = true };
        }
    }

    /// <summary>A new image has no handlers; what is ignored and what is blocked stays (POSIX, execve).</summary>
    public void Exec()
    {
        foreach (int signal in actions.Keys.ToArray())
        {
            Setting setting = actions[signal];
            if (setting.Handler == 1)
            {
                actions[signal] = setting with { ThroughExec = true };
            }
            else
            {
                actions.Remove(signal);
            }
        }

        foreach (int signal in blocked.Keys.ToArray())
        {
            blocked[signal] = blocked[signal] with { ThroughExec = true };
        }
    }
}
