// Ctrl-C during a run: noticed, not deadly, so that the trace so far is kept.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>Watches for SIGINT while it lives.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly PosixSignalRegistration registration;
    private bool hasCome;

    /// <summary>Calls back, on another thread, when it comes. A second one ends the process as ever.</summary>
    public Interrupt(Action callback) => registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = !hasCome;
        hasCome = true;
        callback();
    });

    /// <inheritdoc/>
    public void Dispose() => registration.Dispose();
}
