// Looks at a run again, from its events, and remembers per process what explains it (Life.cs). It works on copies that run on, too:
// then it begins with the processes that are there.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A signal that was sent and did nothing, or not all that its sender may have meant.</summary>
/// <param name="At">When.</param>
/// <param name="Signal">Which.</param>
/// <param name="Target">To whom.</param>
/// <param name="Sender">From whom; null: the kernel.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record LostSignal(Moment At, int Signal, Life Target, Life? Sender, SignalOutcome Outcome);

/// <summary>The lives of a run.</summary>
internal sealed class History : TraceSink
{
    private const int SubreaperOption = 36;

    private readonly Dictionary<int, Life> byPid = [];
    private readonly Dictionary<int, Life> firstByPid = [];
    private readonly List<Life> lives = [];

    /// <summary>How many events there had been when it began.</summary>
    private long start;

    /// <summary>All processes, in the order of their births.</summary>
    public IReadOnlyList<Life> Lives => lives;

    /// <summary>Signals that were lost, SIGCHLD among them, in order.</summary>
    public List<LostSignal> Lost { get; } = [];

    /// <summary>All signals that were sent, in order.</summary>
    public List<SentSignal> Sent { get; } = [];

    /// <summary>Calls that failed, in order.</summary>
    public List<Failure> Failures { get; } = [];

    /// <summary>What the calls came to.</summary>
    public Calls Calls { get; } = new();

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <summary>The process that has a pid now, or had it last.</summary>
    public Life? Find(int pid) => byPid.GetValueOrDefault(pid);

    /// <summary>The first process of the history that had a pid.</summary>
    public Life? First(int pid) => firstByPid.GetValueOrDefault(pid);

    /// <summary>The process that a life of another history of the same run is in this one: who has its pid, the how manieth.</summary>
    public Life? Counterpart(Life life)
    {
        int before = 0;
        for (Life? other = life.Before; other is not null && !(other.Gone?.Event <= start); other = other.Before)
        {
            before++;
        }

        return before == 0 ? First(life.Pid) : lives.Where(other => other.Pid == life.Pid).ElementAtOrDefault(before);
    }

    /// <summary>A history that begins in the middle of a run.</summary>
    public static History StartingAt(Machine machine)
    {
        var history = new History { start = machine.EventCount };
        var now = new Moment(machine.Now, machine.EventCount);
        IReadOnlyList<ProcessView> threads = machine.AllThreads();
        foreach (ProcessView p in threads)
        {
            history.Add(new Life(p.Pid, p.Name, now) { Tgid = p.IsOtherThread ? p.Tgid : 0 });
        }

        foreach (ProcessView p in threads)
        {
            Life life = history.byPid[p.Pid];
            life.Guardian = p.IsOtherThread ? null : history.Find(p.Ppid);
            if (p.State is TaskState.Stopped or TaskState.Traced)
            {
                life.Stopped = (p.Status, now);
            }
            else if (p.IsDead)
            {
                (life.Died, life.WasZombie, life.Status, life.DiedUnder) = (now, true, p.Status, life.Guardian);
            }
        }

        return history;
    }

    private void Add(Life life)
    {
        lives.Add(life);
        life.Before = Find(life.Pid);
        byPid[life.Pid] = life;
        firstByPid.TryAdd(life.Pid, life);
    }

    /// <summary>What an event leaves behind, about.</summary>
    private const int BytesOfEvent = 200;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        machine.Meter.Keep(BytesOfEvent);
        if (machine.HasNamespaces && e.Kind is TraceEventKind.SysExit or TraceEventKind.SysBlock && e.Number != SyscallNumber.None)
        {
            Note(machine, InNumbersOfMachine(machine, e));
        }
        else
        {
            Note(machine, in e);
        }
    }

    /// <summary>A call as it would be without pid namespaces: what the process said and heard as its own numbers is the machine's.</summary>
    private static TraceEvent InNumbersOfMachine(Machine machine, TraceEvent e)
    {
        if (SyscallTable.Find(e.Number)?.Parameters is [{ Kind: ParameterKind.Pid }, ..])
        {
            e.A0 = machine.PidSaidBy(e.Pid, e.A0);
        }

        e.Result = e.OtherPid > 0 && e.Result > 0 ? e.OtherPid : e.Result;
        return e;
    }

    private void Note(Machine machine, in TraceEvent e)
    {
        var at = new Moment(e.Time, machine.EventCount);
        if (e.Kind is TraceEventKind.Boot or TraceEventKind.JobArrive)
        {
            Add(new Life(e.Pid, machine.Names[e.Name], at) { Guardian = Find(e.OtherPid) });
            return;
        }

        if (Find(e.Pid) is not { } life)
        {
            return;
        }

        switch (e.Kind)
        {
            case TraceEventKind.SysExit:
                Return(machine, life, in e, at);
                break;
            case TraceEventKind.SysBlock when e.MakesTask:
                Made(machine, life, in e, at);
                break;
            case TraceEventKind.SysBlock or TraceEventKind.UntilBlock:
                SyscallNumber call = e.Kind == TraceEventKind.UntilBlock ? SyscallNumber.Until : e.Number;
                life.LastAct = new Act(at, true, call, e.A0, e.A1, StatementOf(machine, life.Pid, 0));
                Calls.Reach(at, life.LastAct.Where);
                break;
            case TraceEventKind.Compute:
                life.LastAct = new Act(at, true, SyscallNumber.None, e.A0, 0, StatementOf(machine, life.Pid, -1));
                Calls.Reach(at, life.LastAct.Where);
                break;
            case TraceEventKind.ThreadExit when e.State == 'X':
                (life.Died, life.Status) = (at, e.Status);
                break;
            case TraceEventKind.NamespaceEnter when e.A0 == 1:
                life.Contains = e.Payload as string ?? "";
                break;
            case TraceEventKind.NamespaceEnd:
                life.ContainerEnded = at;
                break;
            case TraceEventKind.ProcessExit:
                (life.Died, life.Status, life.WasZombie, life.DiedUnder) = (at, e.Status, e.State == 'Z', life.Guardian);
                life.GuardianAct = life.Guardian?.LastAct;
                break;
            case TraceEventKind.ProcessReap:
                (life.Reaped, life.ReapedBy) = (at, Find(e.OtherPid));
                RunOf(life.ReapedBy)?.Reaped.Add(life);
                break;
            case TraceEventKind.ProcessAdopt when Find(e.OtherPid) is { } by:
                life.Adoptions.Add(new Adoption(at, life.Guardian ?? by, by, e.State == 'Z'));
                life.Guardian = by;
                break;
            case TraceEventKind.ProcessExec:
                life.Exec = (at, life.Name);
                life.Settings.Exec();
                life.Name = machine.Names[e.Name];
                break;
            case TraceEventKind.ProcessStop:
                life.Stopped = (e.Signal, at);
                if (e.Signal is Signal.SIGTTIN or Signal.SIGTTOU && machine.TryGetProcess(life.Pid, out ProcessView stopped) && stopped.BlockedIn != SyscallNumber.None)
                {
                    // It is in the call that the terminal refused, which never blocked.
                    life.LastAct = new Act(at, false, stopped.BlockedIn, 0, 0, StatementOf(machine, life.Pid, 0));
                }

                break;
            case TraceEventKind.ProcessContinue or TraceEventKind.TraceResume:
                life.Stopped = null;
                break;
            case TraceEventKind.TraceStop:
                life.Stopped = (WaitStatus.StopSignal(e.Status) & WaitStatus.SignalBits, at);
                break;
            case TraceEventKind.SignalGenerate:
                Send(machine, life, in e, at);
                break;
            case TraceEventKind.SignalDeliver:
                Delivered(life, in e, at);
                break;
            case TraceEventKind.SignalReturn:
                life.InHandler.TryPop(out _);
                break;
            default:
                // Scheduling says nothing about who waits for whom.
                break;
        }
    }

    private static HandlerRun? RunOf(Life? life)
    {
        foreach (HandlerRun? run in life?.InHandler ?? [])
        {
            if (run is not null)
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>A call is done.</summary>
    private void Return(Machine machine, Life life, in TraceEvent e, Moment at)
    {
        if (e.Number is SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.Clone or SyscallNumber.PthreadCreate
            or SyscallNumber.Container or SyscallNumber.Enter or SyscallNumber.Cgroup or SyscallNumber.PosixSpawn)
        {
            if (e.MakesTask)
            {
                Made(machine, life, in e, at);
            }
            else
            {
                life.LastAct = new Act(at, false, e.Number, 0, 0, null);
                Calls.Add(new CallDone(at, life, e.Number, e.Result, e.Error, StatementOf(machine, life.Pid, -1)));
                life.ForkFailed ??= e.Error != Errno.None ? at : null;
            }

            return;
        }

        var act = new Act(at, false, e.Number, e.A0, e.A1, StatementOf(machine, life.Pid, -1));
        life.LastAct = act;
        var done = new CallDone(at, life, e.Number, e.Result, e.Error, act.Where);
        Calls.Add(done);
        if (e.Error != Errno.None)
        {
            Failures.Add(new Failure(done, e.A0, e.A0 is > 0 and <= int.MaxValue ? Find((int)e.A0) : null, life.Settings.ActionOf(Signal.SIGCHLD)));
        }


        switch (e.Number)
        {
            case SyscallNumber.Wait4 when e.Result == 0:
                life.EmptyWait = act;
                break;
            case SyscallNumber.Wait4 or SyscallNumber.Waitid when e.OtherPid > 0 && Find(e.OtherPid) is { Reaped: not null } reaped:
                reaped.ReapedWhere = act.Where;
                break;
            case SyscallNumber.Sigprocmask when e.Error == Errno.None:
                life.Settings.SetMask(machine.SignalsOf(life.Pid).Blocked, new Setting(at, life, 0, 0, act.Where));
                break;
            case SyscallNumber.Sigaction when e.ArgumentCount >= 2 && e.Error == Errno.None:
                life.Settings.SetAction((int)e.A0, new Setting(at, life, e.A1, (SigActionFlags)e.A2, act.Where));
                if (e.A0 == Signal.SIGCHLD)
                {
                    life.ChildActions.Add(new ChildAction(at, e.A1, (SigActionFlags)e.A2, act.Where));
                }

                break;
            case SyscallNumber.Subreaper when e.Error == Errno.None:
                life.SubreaperSince = e.ArgumentCount == 0 || e.A0 != 0 ? at : null;
                break;
            case SyscallNumber.Prctl when e.A0 == SubreaperOption && e.Error == Errno.None:
                life.SubreaperSince = e.A1 != 0 ? at : null;
                break;
            default:
                NoteDescriptors(life, in e, new Opened(at, life, e.Number, act.Where));
                break;
        }
    }

    /// <summary>Descriptors that a call made, moved or closed.</summary>
    private static void NoteDescriptors(Life life, in TraceEvent e, Opened opened)
    {
        if (e.Error != Errno.None)
        {
            return;
        }

        switch (e.Number)
        {
            case SyscallNumber.Pipe or SyscallNumber.Pipe2 or SyscallNumber.Socketpair when e.Answer is NamedNumbers ends:
                foreach (long fd in ends.Values)
                {
                    life.Descriptors[(int)fd] = opened;
                }

                break;
            case SyscallNumber.Dup or SyscallNumber.Dup2 or SyscallNumber.Dup3:
                life.Descriptors[(int)e.Result] = life.Descriptors.GetValueOrDefault((int)e.A0) ?? opened;
                break;
            case SyscallNumber.Close:
                life.Descriptors.Remove((int)e.A0);
                break;
            default:
                break;
        }
    }

    /// <summary>A call has made a task: a child, or a thread of the caller's process.</summary>
    private void Made(Machine machine, Life life, in TraceEvent e, Moment at)
    {
        Span? fork = StatementOf(machine, e.OtherPid, -1);
        life.LastAct = new Act(at, e.Kind == TraceEventKind.SysBlock, e.Number, 0, 0, fork);
        Calls.Add(new CallDone(at, life, e.Number, e.OtherPid, Errno.None, fork ?? StatementOf(machine, life.Pid, -1)));
        bool isThread = e.OtherTgid != e.OtherPid;
        var child = new Life(e.OtherPid, machine.Names[e.OtherName], at)
        {
            Parent = life,
            Guardian = isThread ? null : life,
            Fork = fork,
            First = StatementOf(machine, e.OtherPid, 0),
            Tgid = isThread ? e.OtherTgid : 0,
        };
        life.Settings.CopyTo(child.Settings);
        foreach ((int fd, Opened opened) in life.Descriptors)
        {
            child.Descriptors[fd] = opened;
        }

        Add(child);
    }

    private void Send(Machine machine, Life target, in TraceEvent e, Moment at)
    {
        Life? sender = Find(e.OtherPid);
        TaskState state = machine.TryGetProcess(target.Pid, out ProcessView p) ? p.State : TaskState.Dead;
        var sent = new SentSignal(at, e.Signal, target, sender, e.Outcome, target.Settings.ActionOf(e.Signal), target.Settings.BlockOf(e.Signal), state);
        Sent.Add(sent);
        if (e.Outcome is SignalOutcome.Pending or SignalOutcome.Blocked)
        {
            target.Pending.Add(sent);
        }

        bool tellsOfDeath = e.Signal == Signal.SIGCHLD && sender is { Died: not null, Told: null } && sender.Guardian == target;
        if (tellsOfDeath)
        {
            sender!.Told = new ChildSignal(at, e.Outcome, e.Outcome == SignalOutcome.Coalesced ? target.PendingChild : null,
                target.Settings.ActionOf(Signal.SIGCHLD), target.Settings.BlockOf(Signal.SIGCHLD));
            if (e.Outcome is SignalOutcome.Pending or SignalOutcome.Blocked)
            {
                target.PendingChild = sender;
            }
        }

        if (e.Outcome is SignalOutcome.Pending or SignalOutcome.Blocked)
        {
            target.LastSignal = (e.Signal, sender);
        }

        bool lost = e.Outcome is SignalOutcome.Coalesced or SignalOutcome.Discarded or SignalOutcome.Dead
            || (e.Outcome == SignalOutcome.Ignored && e.Signal is not (Signal.SIGCHLD or Signal.SIGCONT));
        // SIGCHLD does nothing where there is no handler, of an init as of anybody else: that is no loss.
        bool isNoLoss = e.Signal == Signal.SIGCHLD && (sender is { Died: not null } || e.Outcome == SignalOutcome.Discarded);
        if (lost && !isNoLoss)
        {
            Lost.Add(new LostSignal(at, e.Signal, target, sender, e.Outcome));
        }
    }

    private static void Delivered(Life life, in TraceEvent e, Moment at)
    {
        bool ofChild = e.Signal == Signal.SIGCHLD;
        HandlerRun? run = null;
        int signal = e.Signal;
        if (life.Pending.Find(sent => sent.Signal == signal) is { } acts)
        {
            acts.Acted = (at, e.Outcome);
            life.Pending.Remove(acts);
        }

        if (e.Outcome == SignalOutcome.Handler)
        {
            run = ofChild ? new HandlerRun(at) : null;
            life.InHandler.Push(run);
            life.Handled.Add((e.Signal, at));
        }

        if (run is not null)
        {
            life.HandlerRuns.Add(run);
        }

        if (ofChild && life.PendingChild is { } child)
        {
            life.PendingChild = null;
            child.Told!.Handler = run;
        }
    }

    /// <summary>The statement at a process's program counter, moved by some instructions.</summary>
    private static Span? StatementOf(Machine machine, int pid, int move) =>
        machine.ContextOf(pid) is VmContext context ? context.Program.StatementAt(context.ProgramCounter + move) : null;

    /// <summary>The statement that a process is at: blocked in, computing, or about to do.</summary>
    public static Span? StatementNow(Machine machine, int pid)
    {
        if (machine.ContextOf(pid) is not VmContext context || !machine.TryGetProcess(pid, out ProcessView p))
        {
            return null;
        }

        int pc = context.ProgramCounter;
        bool computes = p.BlockedIn == SyscallNumber.None && pc > 0 && context.Program.Code[pc - 1].Op == Opcode.Compute;
        return context.Program.StatementAt(computes ? pc - 1 : pc);
    }
}
