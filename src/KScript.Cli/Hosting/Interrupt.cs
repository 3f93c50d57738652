// Ctrl-C during a run: noticed, not deadly, so that the trace so far is kept.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>Watches for SIGINT while it lives.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly PosixSignalRegistration registration;
    private bool hasCome;

    /// <summary>Calls back, on another thread, when it comes.</summary>
    /// <param name="callback">What to do.</param>
    /// <param name="isSecondDeadly">Whether a second one ends the process as ever.</param>
    public Interrupt(Action callback, bool isSecondDeadly = true) => registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = !(hasCome && isSecondDeadly);
        hasCome = true;
        callback();
    });

    /// <inheritdoc/>
    public void Dispose() => registration.Dispose();
}
