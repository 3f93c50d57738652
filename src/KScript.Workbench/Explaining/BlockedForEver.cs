// Explains processes that wait for what never comes: for whom or what, why nobody does it, and which signal from outside would end it; each
// such signal is tried on a copy of the machine.
using KScript.Workbench.Live;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Explains processes that are blocked for ever.</summary>
internal static class BlockedForEver
{
    private const int MostWays = 3;
    private const int MostNamed = 4;

    /// <summary>Those of a run that has ended because nothing is left to happen, as labels with what they are at.</summary>
    public static IEnumerable<string> Labels(TrialRun run) =>
        run.End == RunEnd.Finished ? run.Machine.AllThreads().Where(p => IsStuck(run.Machine, p)).Select(p => p.Label) : [];

    /// <summary>A sentence on those that are blocked for ever in a trial, and were not without it; null: there are none.</summary>
    public static string? NewIn(TrialRun trial, Case facts)
    {
        string[] stuck = [.. Labels(trial).Except(Labels(facts.Future))];
        return stuck.Length == 0 ? null : $"But {Words.Join(stuck)} {Words.Are(stuck.Length)} then blocked for ever.";
    }

    /// <summary>Those that are so now already.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="pid">One process; null: all.</param>
    /// <param name="most">How many are explained.</param>
    /// <param name="more">How many there are beyond them.</param>
    public static List<Finding> Find(Case facts, int? pid, int most, out int more)
    {
        var findings = new List<Finding>();
        more = 0;
        if (facts.Future.End != RunEnd.Finished)
        {
            return findings;
        }

        Machine machine = facts.Future.Machine;
        foreach (ProcessView p in machine.AllThreads())
        {
            Life? life = facts.History.Find(p.Pid);
            Moment? since = p.State is TaskState.Stopped or TaskState.Traced ? life?.Stopped?.At : life?.LastAct?.At;
            bool isMeant = IsStuck(machine, p) && (pid is null || p.Pid == pid);
            if (isMeant && findings.Count == most)
            {
                more++;
            }
            else if (isMeant && life is not null && since is { } at && facts.IsPast(at))
            {
                findings.Add(Explain(facts, machine, p, life, at));
            }
        }

        return findings;
    }

    private static bool IsStuck(Machine machine, in ProcessView p) =>
        p.Pid != 1 && p.State is TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Stopped or TaskState.Traced && !machine.IsAtPrompt(p.Pid) && machine.WakeTimeOf(p.Pid) is null;

    private static Finding Explain(Case facts, Machine machine, in ProcessView p, Life life, Moment since)
    {
        if (machine.WaitsForPipe(p.Pid) is { } pipe)
        {
            return PipeEnds.Explain(facts, machine, life, since, pipe);
        }

        bool traced = p.State == TaskState.Traced;
        bool stopped = traced || p.State == TaskState.Stopped;
        var chain = new List<Cause>();
        if (TooEarly(p, life, since) is { Signal: > 0 } early)
        {
            chain.Add(new Cause(early.At.Time, $"the handler of {life.Label} for {SignalTable.NameOf(early.Signal)} runs: before {life.Label} waits for a signal"));
        }

        chain.Add(new Cause(since.Time, traced ? Tracees.HowItStopped(facts, machine, life)
            : stopped
            ? $"{life.Label} is stopped by {SignalTable.NameOf(life.Stopped!.Value.Signal)}{Words.From(life, life.Stopped!.Value.Signal)}{facts.At(life.LastAct?.Where)}"
            : $"{life.Label} {Words.Doing(facts.Session, machine, p.Pid, life.LastAct)}"));
        foreach (int other in Concerned(machine, p, life).Take(MostNamed))
        {
            string doing = Words.Doing(facts.Session, machine, other, facts.History.Find(other)?.LastAct);
            chain.Add(new Cause(machine.Now, $"{Waiting.Label(machine, other)} {doing}"));
        }

        var (ways, no) = Ways(facts, machine, p, life);
        string howLong = Concerned(machine, p, life).Exists(machine.IsAtPrompt) ? "until somebody at a prompt ends that" : "for ever";
        return new Finding(FindingKind.Blocked, [p.Pid], $"{life.Label} {(stopped ? "is stopped" : "waits")} {howLong}", chain, Why(facts, machine, p, life), ways, no);
    }

    /// <summary>The last signal that was handled before the process began to wait for one.</summary>
    private static (int Signal, Moment At) TooEarly(in ProcessView p, Life life, Moment since) =>
        p.BlockedIn is SyscallNumber.Pause or SyscallNumber.Sigsuspend ? life.Handled.FindLast(handled => handled.At.Event < since.Event) : default;

    /// <summary>Who could end it: the children waited for; where a signal is waited for, everybody else.</summary>
    private static List<int> Concerned(Machine machine, in ProcessView p, Life life)
    {
        int pid = p.Pid;
        if (p.WaitsFor == WaitKind.Lock)
        {
            return machine.LockWaitedFor(pid) is { HolderTid: > 0 } one && machine.TryGetProcess(one.HolderTid, out _) ? [one.HolderTid] : [];
        }

        if (p.State == TaskState.Traced)
        {
            return [machine.TracerOf(pid)];
        }

        if (p.WaitsFor == WaitKind.Thread)
        {
            return life.LastAct is { Call: SyscallNumber.PthreadJoin } join && machine.TryGetProcess((int)join.A0, out _) ? [(int)join.A0] : [];
        }

        return p.WaitsFor is WaitKind.Child or WaitKind.ChildOfThreads
            ? [.. machine.ChildrenOf(pid).Union(machine.TraceesOf(pid)).Where(child => Matches(machine, pid, child, life.LastAct))]
            : [.. machine.AllThreads().Where(other => other.Pid > 1 && other.Pid != pid && other.State != TaskState.Zombie).Select(other => other.Pid)];
    }

    private static bool Matches(Machine machine, int pid, int child, Act? act)
    {
        if (act is not { Call: SyscallNumber.Wait4 } wait || !machine.TryGetProcess(child, out ProcessView c) || !machine.TryGetProcess(pid, out ProcessView p))
        {
            return true;
        }

        return wait.A0 switch
        {
            -1 => true,
            > 0 => c.Pid == wait.A0,
            0 => c.Pgid == p.Pgid,
            _ => c.Pgid == -wait.A0,
        };
    }

    private static string Why(Case facts, Machine machine, in ProcessView p, Life life)
    {
        List<int> concerned = Concerned(machine, p, life);
        List<string> others = [.. concerned.Take(MostNamed).Select(other => Waiting.Label(machine, other))];
        if (concerned.Count > MostNamed)
        {
            others.Add($"{concerned.Count - MostNamed} more");
        }

        int puppet = concerned.Find(machine.IsAtPrompt);
        string nobody = others.Count == 0 ? "and there is nobody else but init[1]"
            : puppet != 0 ? $"and {Waiting.Label(machine, puppet)}, who is at its prompt, has not done it yet"
            : $"and {Words.Join(others)} {Words.Are(others.Count)} blocked, too";
        if (BackgroundJobs.Why(machine, life) is { } background)
        {
            return $"{background}, {nobody}.";
        }

        if (p.State == TaskState.Traced)
        {
            return Tracees.Why(facts, machine, life);
        }

        if (p.State == TaskState.Stopped)
        {
            return $"only SIGCONT lets it go on (or SIGKILL ends it), {nobody}.";
        }

        (ulong blocked, ulong pending) = machine.SignalsOf(p.Pid);
        string held = (blocked & pending) == 0 ? "" : $" {Words.Join([.. Names(blocked & pending)])} is pending, but the mask of {life.Label} blocks it.";
        if (LockChains.Why(machine, p.Pid) is { } locked)
        {
            return locked;
        }

        return p.BlockedIn switch
        {
            SyscallNumber.PthreadJoin => $"only the end of the thread that it joins lets it go on, {nobody}.",
            SyscallNumber.Wait4 or SyscallNumber.Waitid => Deadlock(machine, life.Label, concerned, Words.Join(others)),
            SyscallNumber.Pause or SyscallNumber.Sigsuspend => $"only a signal that it has a handler for lets it go on, {nobody}.{held}{Early(TooEarly(p, life, life.LastAct!.At))}",
            SyscallNumber.Sigtimedwait => $"only a signal of its set lets it go on, {nobody}.",
            SyscallNumber.Poll or SyscallNumber.Ppoll => $"nothing happens to the files that it polls, {nobody}.",
            SyscallNumber.Flock or SyscallNumber.Fcntl => $"nobody lets go of the lock, {nobody}.",
            SyscallNumber.Read or SyscallNumber.ReadBytes when machine.TerminalRead(p.Pid) is { } terminal =>
                $"nobody types at {terminal.Name} any more, {nobody}.",
            SyscallNumber.Read or SyscallNumber.ReadBytes => $"nothing comes that it could read, {nobody}.",
            SyscallNumber.Until => $"its condition does not hold, {(others.Count == 0 ? "and nobody else is there to make it true" : nobody)}.",
            _ => $"nothing ends {SyscallTable.Find(p.BlockedIn)?.Name ?? "its call"}, {nobody}.",
        };
    }

    private static string Early((int Signal, Moment At) early) =>
        early.Signal == 0 ? "" : $" {SignalTable.NameOf(early.Signal)} had come before (t={early.At.Time}), when it did not wait yet.";

    /// <summary>Why a wait does not end: what the children are at that it is for.</summary>
    private static string Deadlock(Machine machine, string label, List<int> children, string names)
    {
        string end = $"only the end of {names} lets {label} go on";
        int puppet = children.Find(machine.IsAtPrompt), stopped = children.Find(child => StateOf(machine, child).State == TaskState.Stopped),
            traced = children.Find(child => StateOf(machine, child).State == TaskState.Traced);
        int kept = children.Find(child => StateOf(machine, child).State == TaskState.Zombie && machine.TracerOf(child) != 0);
        bool circle = children.Exists(child => StateOf(machine, child).WaitsFor is WaitKind.Signal or WaitKind.Condition);
        return puppet != 0 ? $"{end}, and {Waiting.Label(machine, puppet)} is at its prompt: it ends when it is told to."
            : stopped != 0 ? $"{end}; {Waiting.Label(machine, stopped)} is stopped, and only SIGCONT would let it come to its end."
            : traced != 0 ? $"{end}; {Waiting.Label(machine, traced)} is stopped for its tracer {Waiting.Label(machine, machine.TracerOf(traced))}, and only that would let it come to its end."
            : kept != 0 ? $"{Waiting.Label(machine, kept)} is dead, and its parent may not wait for it before its tracer {Waiting.Label(machine, machine.TracerOf(kept))} has."
            : circle ? $"a deadlock: {end}, and {names} can only go on if {label} or somebody else does something first."
            : $"{end}, and that does not come.";
    }

    private static ProcessView StateOf(Machine machine, int pid) => machine.TryGetProcess(pid, out ProcessView p) ? p : default;

    private static IEnumerable<string> Names(ulong mask) =>
        Enumerable.Range(1, Signal.SIGRTMAX).Where(signal => (mask & Signal.Bit(signal)) != 0).Select(SignalTable.NameOf);

    // The ways out.

    private static (List<WayOut> Ways, List<NoWayOut> No) Ways(Case facts, Machine machine, in ProcessView p, Life life)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        if (p.BlockedIn == SyscallNumber.Pause && TooEarly(p, life, life.LastAct!.At) is { Signal: > 0 } early)
        {
            LostWakeups.Try(facts, machine, life, early.Signal, ways, no);
        }

        BackgroundJobs.Try(facts, machine, life, ways);
        int pid = p.Pid;
        int held = p.State == TaskState.Traced ? pid
            : Concerned(machine, p, life).Find(other => StateOf(machine, other).State == TaskState.Traced && machine.TracerOf(other) != pid);
        if (held != 0)
        {
            Tracees.TryToContinue(facts, machine, life, held, ways, no);
        }

        foreach ((int target, int signal) in Candidates(machine, p, life))
        {
            if (ways.Count == MostWays || (signal == Signal.SIGKILL && ways.Count > 0))
            {
                break;
            }

            string code = $"kill {target} {SignalTable.NameOf(signal)}";
            TrialRun run = Trial.WithSignal(facts, machine.Snapshot(), target, signal);
            Life after = run.History.Lives.First(other => other.Pid == life.Pid);
            if (after.Died is null && (run.WasCut || Labels(run).Contains(life.Label)))
            {
                no.Add(new NoWayOut($"{NameOf(machine, target, signal)} ({code})", $"{life.Label} {(after.Stopped is null ? "waits" : "is stopped")} all the same"));
                continue;
            }

            string end = after.Died is { } died ? $"{life.Label} {Words.Dies(after)} at t={died.Time}." : $"{life.Label} goes on.";
            ways.Add(new WayOut(NameOf(machine, target, signal), "from any other process", [code],
                NewIn(run, facts) is { } stuck ? ["Seen: " + end, stuck] : ["Seen: " + end], [], NewIn(run, facts) is not null));
        }

        return (ways, no);
    }

    private static string NameOf(Machine machine, int target, int signal)
    {
        string label = Waiting.Label(machine, target);
        return signal == Signal.SIGCONT ? $"continuing {label}"
            : machine.DispositionOf(target, signal) == "handler" ? $"a signal that {label} has a handler for"
            : $"ending {label}";
    }

    /// <summary>Signals that may help, the least violent first.</summary>
    private static List<(int Target, int Signal)> Candidates(Machine machine, in ProcessView p, Life life)
    {
        var candidates = new List<(int, int)>();
        bool waits = p.WaitsFor == WaitKind.Child;
        List<int> targets = waits ? [.. Concerned(machine, p, life).Take(MostWays)] : [];
        targets.Add(p.Pid);
        foreach (int target in targets)
        {
            if (machine.TracerOf(target) is var tracer and not 0 && tracer != p.Pid && StateOf(machine, target).State is TaskState.Traced or TaskState.Zombie)
            {
                // Only its tracer lets it go on, or be waited for by its parent; or its tracer's end.
                candidates.Add((tracer, Signal.SIGTERM));
                continue;
            }

            if (machine.TryGetProcess(target, out ProcessView t) && t.State == TaskState.Stopped)
            {
                candidates.Add((target, Signal.SIGCONT));
                continue;
            }

            (ulong blocked, _) = machine.SignalsOf(target);
            for (int signal = 1; signal < Signal.FirstRealTime; signal++)
            {
                if ((blocked & Signal.Bit(signal)) == 0 && signal != Signal.SIGCHLD && machine.DispositionOf(target, signal) == "handler")
                {
                    candidates.Add((target, signal));
                }
            }
        }

        foreach (int target in targets)
        {
            candidates.Add((target, Signal.SIGTERM));
        }

        if (p.State == TaskState.Traced)
        {
            // In t nothing but SIGKILL reaches it; the end of its tracer lets it go.
            candidates = [(machine.TracerOf(p.Pid), Signal.SIGTERM)];
        }

        candidates.Add((p.Pid, Signal.SIGKILL));
        return [.. candidates.Distinct()];
    }
}
