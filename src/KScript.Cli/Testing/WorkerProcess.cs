// Runs golden tests in a process beside this one, and starts another when a script has brought that down or did not end in time.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KScript.Workbench.Runs;

namespace KScript.Cli.Testing;

/// <summary>A process that runs scripts, for one thread.</summary>
/// <param name="limits">What each may cost.</param>
internal sealed class WorkerProcess(RunBudget limits) : IDisposable
{
    // By the clock: what looks at no limits ends, too. With --timeout a run has that time and a little more to say so itself.
    private const int MostSeconds = 60;
    private const int Patience = 5;

    // What the runtime says as it dies: the first lines tell why.
    private const int MostComplaint = 4096;

    private Process? process;
    private StringBuilder complaint = new();
    private volatile bool isStopped;

    /// <summary>Runs a script.</summary>
    public GoldenRun Execute(GoldenCase golden)
    {
        Process worker = process ??= Start();
        bool isLate = false;
        double seconds = limits.Seconds is { } said ? said + Patience : MostSeconds;
        using var timer = new System.Threading.Timer(_ =>
        {
            isLate = true;
            Kill(worker);
        }, null, TimeSpan.FromSeconds(seconds), System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            TestWorker.Ask(worker.StandardInput.BaseStream, Path.GetFullPath(golden.Script), limits);
            worker.StandardInput.BaseStream.Flush();
            return TestWorker.ReadAnswer(worker.StandardOutput.BaseStream);
        }
        catch (IOException)
        {
            worker.WaitForExit();
            process = null;
            string why = isLate ? string.Create(CultureInfo.InvariantCulture, $"it did not end within {limits.Seconds ?? MostSeconds} s; --timeout T allows more") : WhyGone(worker);
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

    // More than --max-memory, so that the limit speaks first, where it can.
    private long HeapLimit => Math.Max(limits.Memory, 64L << 20) / 2 * 3;

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(TestWorker.Argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + HeapLimit.ToString("x", CultureInfo.InvariantCulture);
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
