// Runs golden tests in a process beside this one, and starts another when a script has brought that down or did not end in time.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KScript.Cli.Hosting;

namespace KScript.Cli.Testing;

/// <summary>A process that runs scripts, for one thread.</summary>
/// <param name="seconds">How long a script may take, by the clock; 0: for ever.</param>
internal sealed class WorkerProcess(int seconds) : IDisposable
{
    // What the runtime says as it dies: the first lines tell why.
    private const int MostComplaint = 4096;

    // 1.5 GiB: more than --max-memory, so that the limit speaks first, where it can.
    private const string HeapLimit = "0x60000000";

    private Process? process;
    private StringBuilder complaint = new();
    private volatile bool isStopped;

    /// <summary>Runs a script.</summary>
    public GoldenRun Execute(GoldenCase golden)
    {
        Process worker = process ??= Start();
        bool isLate = false;
        using var timer = seconds == 0 ? null : new System.Threading.Timer(_ =>
        {
            isLate = true;
            Kill(worker);
        }, null, seconds * 1000L, System.Threading.Timeout.Infinite);
        try
        {
            using var request = new BinaryWriter(worker.StandardInput.BaseStream, Encoding.UTF8, leaveOpen: true);
            request.Write(Path.GetFullPath(golden.Script));
            request.Flush();
            using var answer = new BinaryReader(worker.StandardOutput.BaseStream, Encoding.UTF8, leaveOpen: true);
            bool hasText = answer.ReadBoolean();
            string text = answer.ReadString();
            string problem = answer.ReadString();
            return new GoldenRun(hasText ? text : null, problem.Length > 0 ? problem : null);
        }
        catch (IOException)
        {
            worker.WaitForExit();
            process = null;
            string why = isLate ? $"it did not end within {seconds} s; --timeout S allows more" : WhyGone(worker);
            worker.Dispose();
            return new GoldenRun(null, why);
        }
    }

    /// <summary>Ends it, from any thread.</summary>
    public void Stop()
    {
        isStopped = true;
        if (process is { } worker)
        {
            Kill(worker);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        process?.Dispose();
    }

    private string WhyGone(Process worker)
    {
        string said;
        lock (complaint)
        {
            said = complaint.ToString().Split('\n')[0].Trim();
        }

        return isStopped ? "it was stopped"
            : string.Create(CultureInfo.InvariantCulture, $"it brought its process down (exit code {worker.ExitCode}{(said.Length > 0 ? ": " + said : "")}); please report it with the script");
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(TestWorker.Argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        var heard = complaint = new StringBuilder();
        Process worker = Process.Start(start)!;
        worker.ErrorDataReceived += (_, line) =>
        {
            lock (heard)
            {
                if (heard.Length < MostComplaint && line.Data is { Length: > 0 } text)
                {
                    heard.Append(text).Append('\n');
                }
            }
        };
        worker.BeginErrorReadLine();
        return worker;
    }

    private static void Kill(Process worker)
    {
        try
        {
            worker.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }
}
