// Ctrl-C during a run: noticed, not deadly, so that the trace so far is kept.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>Watches for SIGINT.</summary>
internal sealed class Interrupt(bool enabled) : IDisposable
{
    private PosixSignalRegistration? registration;
    private volatile bool hasCome;

    /// <summary>Whether it came.</summary>
    public bool HasCome => hasCome;

    /// <summary>Begins to watch. Not from the start: a short run is over before anybody could press the keys, and this costs start-up time.</summary>
    public void Watch()
    {
        if (enabled && registration is null)
        {
            registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                // A second Ctrl-C ends the process as ever.
                context.Cancel = !hasCome;
                hasCome = true;
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => registration?.Dispose();
}
