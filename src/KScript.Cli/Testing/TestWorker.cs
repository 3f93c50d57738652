// The other end of WorkerProcess: `kscript [test-worker]` runs scripts whose paths it is told, one after another, and answers what each
// printed. It is a process of its own so that a script which brings it down takes nothing else along.
using System.Runtime.InteropServices;
using System.Text;
using KScript.Cli.Hosting;

namespace KScript.Cli.Testing;

/// <summary>Runs golden tests for another process.</summary>
internal static class TestWorker
{
    /// <summary>The command line that asks for it; in brackets, so that it is no command and no file that anybody has.</summary>
    public const string Argument = "[test-worker]";

    private const int SetParentDeathSignal = 1;
    private const nuint Kill = 9;

    /// <summary>Runs scripts until there are no more.</summary>
    public static int Run(CliHost host)
    {
        // Whoever kills the parent wants an end of it all.
        if (OperatingSystem.IsLinux())
        {
            _ = Native.Control(SetParentDeathSignal, Kill, 0, 0, 0);
        }

        using var requests = new BinaryReader(host.In, Encoding.UTF8);
        using var answers = new BinaryWriter(new BufferedStream(host.Out), Encoding.UTF8);
        while (TryRead(requests, out string script))
        {
            GoldenRun run = Execute(script);
            answers.Write(run.Text is not null);
            answers.Write(run.Text ?? "");
            answers.Write(run.Problem ?? "");
            answers.Flush();
        }

        return ExitCode.Ok;
    }

    private static GoldenRun Execute(string script)
    {
        try
        {
            return new GoldenCase(script, script).Execute();
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            return new GoldenRun(null, e is CommandException ? e.Message : SystemErrors.Reason(e));
        }
    }

    private static bool TryRead(BinaryReader requests, out string script)
    {
        try
        {
            script = requests.ReadString();
            return true;
        }
        catch (EndOfStreamException)
        {
            script = "";
            return false;
        }
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "prctl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int option, nuint a, nuint b, nuint c, nuint d);
    }
}
