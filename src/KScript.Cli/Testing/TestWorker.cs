// The other end of WorkerProcess: `kscript [test-worker]` runs scripts whose paths it is told, one after another, and answers what each
// printed. It is a process of its own so that a script which brings it down takes nothing else along.
using System.Runtime.InteropServices;
using System.Text;
using KScript.Cli.Hosting;
using KScript.Workbench.Runs;

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
        while (TryRead(requests, out string script, out RunBudget limits))
        {
            GoldenRun run = Execute(script, limits);
            answers.Write(run.Text is not null);
            answers.Write(run.Text ?? "");
            answers.Write(run.Problem ?? "");
            answers.Flush();
        }

        return ExitCode.Ok;
    }

    /// <summary>Asks a worker for a run.</summary>
    public static void Ask(Stream worker, string script, RunBudget limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        using var request = new BinaryWriter(worker, Encoding.UTF8, leaveOpen: true);
        request.Write(script);
        request.Write(limits.Events);
        request.Write(limits.Statements);
        request.Write(limits.Memory);
        request.Write(limits.Output);
        request.Write(limits.Seconds ?? 0);
    }

    /// <summary>Reads its answer.</summary>
    /// <exception cref="EndOfStreamException">It is gone.</exception>
    public static GoldenRun ReadAnswer(Stream worker)
    {
        using var answer = new BinaryReader(worker, Encoding.UTF8, leaveOpen: true);
        bool hasText = answer.ReadBoolean();
        string text = answer.ReadString();
        string problem = answer.ReadString();
        return new GoldenRun(hasText ? text : null, problem.Length > 0 ? problem : null);
    }

    private static GoldenRun Execute(string script, RunBudget limits)
    {
        try
        {
            return new GoldenCase(script, script).Execute(limits);
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            return new GoldenRun(null, e is CommandException ? e.Message : SystemErrors.Reason(e));
        }
    }

    private static bool TryRead(BinaryReader requests, out string script, out RunBudget limits)
    {
        try
        {
            script = requests.ReadString();
            limits = new RunBudget { Events = requests.ReadInt64(), Statements = requests.ReadInt64(), Memory = requests.ReadInt64(), Output = requests.ReadInt64() };
            double seconds = requests.ReadDouble();
            limits = seconds > 0 ? limits with { Seconds = seconds } : limits;
            return true;
        }
        catch (EndOfStreamException)
        {
            (script, limits) = ("", RunBudget.Default);
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
