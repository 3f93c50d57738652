// What a check of the tour may look at: the machine as it is, what was typed last, and what has happened, newest events last.
// It changes nothing, and what it costs has a bound, whatever was typed.
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl.Tour;

/// <summary>A look at a session after an input.</summary>
internal sealed class TourFacts
{
    /// <summary>How far a check looks back, in events: a run may have millions, and what a step asks for takes a few dozen.</summary>
    public const int MostEvents = 10_000;

    private readonly LiveSession session;
    private readonly string input;
    private readonly List<TraceEvent> events;
    private readonly int recentFrom;

    private TourFacts(LiveSession session, string input, long stepBegan)
    {
        this.session = session;
        this.input = input;
        Machine = session.View;
        Tasks = Machine.Processes();
        long count = session.Machine.EventCount;
        long from = Math.Max(0, count - MostEvents);
        var recorder = new Recorder();
        session.Replay(from, recorder);
        events = recorder.Events;
        recentFrom = (int)Math.Clamp(stepBegan - from, 0, events.Count);
    }

    /// <summary>Looks.</summary>
    /// <param name="session">The session.</param>
    /// <param name="input">What was typed last.</param>
    /// <param name="stepBegan">How many events there were when the step began.</param>
    public static TourFacts Of(LiveSession session, string input, long stepBegan) => new(session, input, stepBegan);

    /// <summary>The machine, booted.</summary>
    public Machine Machine { get; }

    /// <summary>All tasks, by pid.</summary>
    public IReadOnlyList<ProcessView> Tasks { get; }

    /// <summary>Who the user is.</summary>
    public int Current => session.Current;

    /// <summary>Whether the user went back, and more is known to come.</summary>
    public bool IsPast => !session.Timeline.IsAtEnd;

    /// <summary>What happened on this machine up to now.</summary>
    public IReadOnlyList<TraceEvent> Events => events;

    /// <summary>What happened since the step began.</summary>
    public IEnumerable<TraceEvent> Recent => events.Skip(recentFrom);

    /// <summary>The zombies whose parent is somebody else than init, which always waits.</summary>
    public IEnumerable<ProcessView> Zombies => Tasks.Where(task => task.State == TaskState.Zombie && task.Ppid != 1);

    /// <summary>Forks that gave a child: parent and child.</summary>
    public IEnumerable<(int Parent, int Child)> Forks =>
        events.Where(e => e.Kind == TraceEventKind.SysExit && e.Number == SyscallNumber.Fork && e.Result > 0).Select(e => (e.Pid, (int)e.Result));

    /// <summary>Whether a process is there and no zombie.</summary>
    public bool IsAlive(int pid) => Machine.TryGetProcess(pid, out ProcessView task) && task.State != TaskState.Zombie;

    /// <summary>Whether a process takes the user's input.</summary>
    public bool TakesInput(int pid) => session.TakesInput(pid);

    /// <summary>A process as the trace writes it, be it gone or not.</summary>
    public string Label(int pid)
    {
        TraceEvent last = events.FindLast(e => e.Pid == pid);
        return last.Pid == pid && !Machine.TryGetProcess(pid, out _) ? $"{Machine.Names[last.Name]}[{pid}]" : Waiting.Label(Machine, pid);
    }

    /// <summary>The first event of a list that has a property; null: none.</summary>
    public static TraceEvent? First(IEnumerable<TraceEvent> among, Func<TraceEvent, bool> test)
    {
        foreach (TraceEvent e in among)
        {
            if (test(e))
            {
                return e;
            }
        }

        return null;
    }

    /// <summary>Whether the input has one of these names in it, as a statement or as a command, which may be shortened.</summary>
    public bool Names(params ReadOnlySpan<string> names)
    {
        foreach (string word in Words())
        {
            foreach (string name in names)
            {
                if (word == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private IEnumerable<string> Words()
    {
        bool isCommand = input.StartsWith(':');
        int start = -1;
        for (int i = 0; i <= input.Length; i++)
        {
            if (i < input.Length && (char.IsAsciiLetterOrDigit(input[i]) || input[i] == '_'))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                string word = input[start..i];
                start = -1;
                yield return isCommand ? ReplCommandTable.Find(word)?.Name ?? word : word;
                isCommand = false;
            }
        }
    }

    private sealed class Recorder : TraceSink
    {
        public List<TraceEvent> Events { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Events.Add(e);
    }
}
