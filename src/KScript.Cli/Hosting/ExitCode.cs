// What the exit codes of kscript mean; docs/commands.md lists them.
namespace KScript.Cli.Hosting;

/// <summary>Exit codes.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Ok = 0;
    /// <summary>An assert, always, finally or golden trace failed.</summary>
    public const int Failed = 1;
    /// <summary>The script or the command line is wrong.</summary>
    public const int Usage = 2;
    /// <summary>A limit was reached; the trace so far is kept.</summary>
    public const int Limit = 3;
    /// <summary>A bug in KScript (EX_SOFTWARE of sysexits.h).</summary>
    public const int Bug = 70;
    /// <summary>128 + SIGHUP, as shells have it.</summary>
    public const int HungUp = 129;
    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
    /// <summary>Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
    /// <summary>The reader of our output went away: 128 + SIGPIPE.</summary>
    public const int Closed = 141;
}
