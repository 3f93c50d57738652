// A run can be left at any of its events and taken up from a copy: for every example, a snapshot is taken between any two
// steps, run on by itself, and gives the rest of the trace to the byte; and the original is none the wiser.
using System.Runtime.CompilerServices;
using System.Text;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Golden.Tests;

public class SnapshotTests
{
    /// <summary>Beyond so many steps, not every one but a spread of about this many.</summary>
    private const int MostSnapshots = 400;
    private const long MostEvents = 20_000;

    public static TheoryData<string> Examples() => [.. Directory
        .EnumerateFiles(Path.Combine(Root(), "examples"), "*.ks", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root(), path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_copy_of_any_moment_runs_on_to_the_same_trace(string name)
    {
        CompiledProgram program = Script.Compile(new SourceText(name, File.ReadAllText(Path.Combine(Root(), name)))).Program!;
        int every = Math.Max(1, Steps(program) / MostSnapshots);
        var session = new Session(program);
        var recorder = new Recorder();
        session.Machine.Attach(recorder);
        var moments = new List<(Machine Copy, int Lines, ulong Hash)>();
        for (int step = 0; session.Step() && session.Machine.EventCount < MostEvents; step++)
        {
            if (step % every == 0)
            {
                moments.Add((session.Machine.Snapshot(), recorder.Lines.Count, session.Machine.StateHash()));
            }
        }

        session.Run(new RunLimits { MaxEvents = MostEvents });
        Assert.NotEmpty(moments);
        foreach ((Machine copy, int lines, ulong hash) in moments)
        {
            Assert.Equal(hash, copy.StateHash());
            var rest = new Recorder();
            copy.Attach(rest);
            copy.Run(new RunLimits { MaxEvents = MostEvents });
            Assert.Equal(recorder.Lines.Skip(lines), rest.Lines);
        }
    }

    private static int Steps(CompiledProgram program)
    {
        var session = new Session(program);
        int steps = 0;
        while (session.Step() && session.Machine.EventCount < MostEvents)
        {
            steps++;
        }

        return steps;
    }

    /// <summary>The events as text, one string an event.</summary>
    private sealed class Recorder : TraceSink
    {
        private readonly MemoryStream stream = new();
        private readonly TextTraceWriter writer;

        public Recorder() => writer = new TextTraceWriter(stream, TraceLevels.All);

        public List<string> Lines { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            stream.SetLength(0);
            writer.Write(machine, in e);
            writer.Flush();
            Lines.Add(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        }
    }

    private static string Root([CallerFilePath] string sourceFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
}
