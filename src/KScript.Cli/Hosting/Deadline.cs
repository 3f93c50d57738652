// The clock of --timeout: the only place that knows one. It asks the run to stop, which keeps what was written; and where that is not
// heard in some seconds, because something is at work that looks at no limits, it ends the process.
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Cli.Hosting;

/// <summary>Watches the clock while it lives.</summary>
internal sealed class Deadline : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly System.Threading.Timer timer;

    private Deadline(TimeSpan time, Action<RunEnd>? stop, Action? giveUp)
    {
        bool asked = stop is null;
        timer = new System.Threading.Timer(
            _ =>
            {
                if (asked)
                {
                    giveUp?.Invoke();
                    return;
                }

                asked = true;
                stop!(RunEnd.Timeout);
            },
            null,
            time,
            Patience);
    }

    /// <summary>Begins, where the budget has a time; else null.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="stop">Asks the run to stop; called from another thread. Null: nobody hears.</param>
    /// <param name="host">A process of its own is ended where the run does not hear; a test's is not.</param>
    public static Deadline? Start(RunBudget budget, Action<RunEnd>? stop, CliHost host) => budget.Seconds is not { } seconds ? null
        : new Deadline(TimeSpan.FromSeconds(seconds), stop, host.OwnsProcess ? () => GiveUp(budget, host) : null);

    private static void GiveUp(RunBudget budget, CliHost host)
    {
        host.Complain("kscript: " + StopText.Of(RunEnd.Timeout, budget));
        ToolSignals.LeaveWith(ExitCode.Limit);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
