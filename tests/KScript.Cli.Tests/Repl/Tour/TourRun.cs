// A REPL session without its process, for tests of the tour.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Cli.Repl.Tour;
using KScript.Workbench.Live;

namespace KScript.Cli.Tests.Repl.Tour;

/// <summary>A shell, and what it printed.</summary>
internal sealed class TourRun
{
    private readonly Func<byte[]> printed;
    private readonly ReplLoop loop;

    public TourRun()
    {
        var output = new MemoryStream();
        printed = output.ToArray;
        var host = new CliHost { In = Stream.Null, Out = output, Error = Stream.Null };
        Shell = new ReplShell(host, new LiveSession(), []);
        loop = new ReplLoop(Shell);
    }

    /// <summary>The shell.</summary>
    public ReplShell Shell { get; }

    /// <summary>All that was printed.</summary>
    public string Output => Encoding.UTF8.GetString(printed());

    /// <summary>Begins a chapter and does the steps before a step, each in its way.</summary>
    public static TourRun At(string stepName)
    {
        var run = new TourRun();
        int chapter = Array.FindIndex(TourChapters.Rows, row => row.Steps.Any(step => step.Name == stepName));
        run.Do($":tour {chapter + 1}");
        foreach (TourStep step in TourChapters.Rows[chapter].Steps.TakeWhile(step => step.Name != stepName))
        {
            run.Do(step.Way);
        }

        return run;
    }

    /// <summary>Types lines.</summary>
    public void Do(params string[] lines)
    {
        foreach (string line in lines)
        {
            loop.Do(line);
        }
    }

    /// <summary>What a line prints.</summary>
    public string Reply(string line)
    {
        int before = Output.Length;
        Do(line);
        return Output[before..];
    }
}
