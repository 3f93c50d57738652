// What happened in a session, as far as a script that shall do the same must know it.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Interpreter.Workloads;
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>The log of a session up to where it is now.</summary>
internal sealed class SessionLog
{
    // Of processes that take input.
    private readonly List<(int Parent, int Child, long Event)> forks = [];
    private readonly List<(int Pid, long Event)> wakeups = [];
    private readonly LiveSession session;

    /// <summary>An input that a process was given.</summary>
    /// <param name="Number">How many were given before, to anybody.</param>
    /// <param name="Segment">The segment that began with it.</param>
    /// <param name="Pid">The process.</param>
    /// <param name="Input">The number of the input.</param>
    /// <param name="Time">When.</param>
    /// <param name="Events">After how many events.</param>
    /// <param name="Waited">It was blocked at its prompt.</param>
    public sealed record Gift(int Number, int Segment, int Pid, int Input, long Time, long Events, bool Waited)
    {
        /// <summary>Another process was given something before this one was done with it.</summary>
        public bool LeavesBefore { get; set; }
    }

    /// <summary>Reads a session.</summary>
    public SessionLog(LiveSession session)
    {
        this.session = session;
        Timeline timeline = session.Timeline;
        for (int s = 0; s <= timeline.Here.Segment; s++)
        {
            Segment segment = timeline.Segments[s];
            Checkpoint start = segment.Checkpoints[0];
            foreach (UserAct act in segment.Acts)
            {
                if (act is UserAct.Give give)
                {
                    Gifts.Add(new Gift(Gifts.Count, s, give.Pid, give.Input, start.Time, start.Events, give.Waited));
                    MarkUnfinished(timeline, s, give.Pid);
                }
                else if (act is UserAct.Jobs jobs)
                {
                    AddJobs(session.Inputs[jobs.Input], start.Time + 1);
                }
            }
        }

        for (int i = 0; i < session.InputCount; i++)
        {
            AddJobs(session.Inputs[i], 0);
        }

        if (Gifts.Count > 0 && !EndsAtPrompt(Gifts[^1].Pid))
        {
            Gifts[^1].LeavesBefore = true;
        }

        session.Replay(0, new Watcher(forks, wakeups));
        for (int i = 0; i < Gifts.Count; i++)
        {
            Gifts[i] = Gifts[i] with { Waited = Gifts[i].Waited || WokeSinceFree(Gifts[i]) };
        }
    }

    /// <summary>Everything that was given, in order.</summary>
    public List<Gift> Gifts { get; } = [];

    /// <summary>When each job starts.</summary>
    public Dictionary<string, long> JobTimes { get; } = new(StringComparer.Ordinal);

    /// <summary>When the first of each `jobs` starts.</summary>
    public Dictionary<JobsDecl, long> WorkloadTimes { get; } = [];

    /// <summary>The time now.</summary>
    public long LastTime => session.Machine.Now;

    /// <summary>Whether anything happened after the last thing that a process was given was done.</summary>
    public bool GoesOnAfter(int pid) => Gifts.Count == 0 || Gifts[^1].Pid != pid || session.Timeline.Segments[session.Timeline.Here.Segment].Acts is not [UserAct.Give] and not [UserAct.Boot, UserAct.Give];

    /// <summary>When a process was first at its prompt before it was given something; -1: never.</summary>
    public long WasFreeAt(Gift gift) => FreeAt(gift)?.Time ?? -1;

    private Checkpoint? FreeAt(Gift gift)
    {
        Gift? last = Gifts.FindLast(other => other.Pid == gift.Pid && other.Number < gift.Number);
        for (int s = last?.Segment ?? 0; s < gift.Segment; s++)
        {
            Checkpoint end = session.Timeline.Segments[s].End;
            if (end.Machine.IsBooted && end.Machine.IsAtPrompt(gift.Pid))
            {
                return end;
            }
        }

        return null;
    }

    /// <summary>Whether a process was at its prompt after the last thing that it was given.</summary>
    public bool WasDone(int pid)
    {
        Gift? last = Gifts.FindLast(gift => gift.Pid == pid);
        for (int s = last?.Segment ?? 0; s <= session.Timeline.Here.Segment; s++)
        {
            Checkpoint end = session.Timeline.Segments[s].End;
            if (end.Machine.IsBooted && end.Machine.IsAtPrompt(pid))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a process takes input now.</summary>
    public bool EndsAtPrompt(int pid) => session.TakesInput(pid);

    /// <summary>Processes that take input of their own and were forked in this one, by their parent or by such a child before it was given
    /// anything itself (`fork &amp;&amp; fork`), in the order of their forks.</summary>
    public IEnumerable<int> ChildrenBornIn(Gift gift)
    {
        Gift? next = Gifts.Find(other => other.Pid == gift.Pid && other.Number > gift.Number);
        return BornBetween(gift.Pid, gift.Events, next?.Events ?? long.MaxValue);
    }

    private IEnumerable<int> BornBetween(int pid, long after, long upTo)
    {
        foreach ((int parent, int child, long at) in forks)
        {
            if (parent != pid || at <= after || at > upTo)
            {
                continue;
            }

            yield return child;
            foreach (int grandchild in BornBetween(child, at, Gifts.Find(other => other.Pid == child)?.Events ?? long.MaxValue))
            {
                yield return grandchild;
            }
        }
    }

    /// <summary>What other processes were given last and are not done with when this one gets its turn.</summary>
    private void MarkUnfinished(Timeline timeline, int segment, int pid)
    {
        Machine before = timeline.Segments[segment].Checkpoints[0].Machine;
        Gift? last = Gifts.Count >= 2 ? Gifts[^2] : null;
        if (last is not null && last.Pid != pid && !before.IsAtPrompt(last.Pid))
        {
            last.LeavesBefore = true;
        }
    }

    private void AddJobs(LiveInput input, long earliest)
    {
        foreach (JobImage job in input.Program.Jobs)
        {
            JobTimes.TryAdd(job.Image.Name, Math.Max(job.At, earliest));
        }

        foreach ((JobsDecl declaration, Workload workload) in input.File.Statements.OfType<JobsDecl>().Zip(input.Program.Workloads))
        {
            WorkloadTimes.TryAdd(declaration, Math.Max(workload.Start, earliest));
        }
    }

    /// <summary>A signal may have woken a process from the sleep at its prompt, and its handler brought it back there.</summary>
    private bool WokeSinceFree(Gift gift)
    {
        long free = FreeAt(gift)?.Events ?? long.MaxValue;
        return wakeups.Exists(wakeup => wakeup.Pid == gift.Pid && wakeup.Event > free && wakeup.Event <= gift.Events);
    }

    private sealed class Watcher(List<(int Parent, int Child, long Event)> forks, List<(int Pid, long Event)> wakeups) : TraceSink
    {
        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (e.Kind == TraceEventKind.SysExit && e.Number == SyscallNumber.Fork && e.Result > 0
                && machine.ContextOf((int)e.Result) is VmContext { TakesInputAtAll: true })
            {
                forks.Add((e.Pid, (int)e.Result, machine.EventCount));
            }
            else if (e.Kind == TraceEventKind.SchedWakeup)
            {
                wakeups.Add((e.Pid, machine.EventCount));
            }
        }
    }
}
