// Looks at each step for the habits. What a step shows by itself is decided here; what hangs on the way to it, LintSearch asks the way.
using System.Globalization;
using KScript.Checker.Properties;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.Lints;

/// <summary>A habit that shows in a step.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Pid">Whose.</param>
/// <param name="Child">The child that it is about; 0: none.</param>
/// <param name="Pc">Where the process stood.</param>
/// <param name="Message">What can happen.</param>
internal readonly record struct Suspicion(LintKind Kind, int Pid, int Child, int Pc, string Message);

/// <summary>Hears of what happens in a step.</summary>
internal sealed class LintWatcher(CompiledProgram program, bool looksAtFlags) : TraceSink
{
    private readonly List<TraceEvent> events = [];

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.Syscalls | TraceLevels.Signals;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e) => events.Add(e);

    /// <summary>What the step that was just taken shows.</summary>
    /// <param name="before">The state before it.</param>
    /// <param name="task">Whose step it was.</param>
    /// <param name="after">The state after it.</param>
    public List<Suspicion> Take(Machine before, int task, Machine after)
    {
        var found = new List<Suspicion>();
        int pid = before.Tasks[task].Pid;
        int pc = (before.Contexts[task] as VmContext)?.ProgramCounter ?? 0;
        string who = Judge.NameOf(before, task);
        bool isWhole = after.Tasks[task].Pid == pid && after.Tasks[task].State is not (TaskState.Free or TaskState.Zombie) && !after.IsHalted;
        foreach (TraceEvent e in events)
        {
            if (e.Kind == TraceEventKind.SysExit && e.Pid == pid && OfCall(in e, before, task, pid, pc, who, after, isWhole) is { } suspicion)
            {
                found.Add(suspicion);
            }
        }

        if (isWhole && looksAtFlags && events.Exists(e => e.Kind == TraceEventKind.SignalReturn && e.Pid == pid) && StandsBeforePause(after, task))
        {
            int at = ((VmContext)after.Contexts[task]!).ProgramCounter;
            int signal = events.Find(e => e.Kind == TraceEventKind.SignalDeliver && e.Pid == pid).Signal;
            string which = signal == 0 ? "a signal" : SignalTable.NameOf(signal);
            found.Add(new Suspicion(LintKind.LostWakeup, pid, 0, at,
                $"{which} can be handled between the look and the pause of {who}, which then waits for the next one"));
        }

        events.Clear();
        return found;
    }

    private Suspicion? OfCall(in TraceEvent e, Machine before, int task, int pid, int pc, string who, Machine after, bool isWhole)
    {
        switch (e.Number)
        {
            case SyscallNumber.Wait4 or SyscallNumber.Waitid when e.Error == Errno.ECHILD:
                return OfNoChild(in e, before, task, pid, pc, who);

            case SyscallNumber.Wait4 or SyscallNumber.Waitid when e.OtherPid > 0 && isWhole && before.Contexts[task]!.IsInHandler && !after.Contexts[task]!.IsInHandler:
                int left = ZombieOf(after, task);
                bool comesAgain = (Signals.PendingOf(after, task) & Signal.Bit(Signal.SIGCHLD)) != 0;
                return left == 0 || comesAgain ? null : new Suspicion(LintKind.WaitsOnce, pid, after.Tasks[left].Pid, pc,
                    $"the handler of {who} takes one child and returns, {Judge.NameOf(after, left)} is a zombie by then, and no SIGCHLD is pending: two deaths were one signal");

            case SyscallNumber.Sigaction when e.Error == Errno.None && e.A0 == Signal.SIGCHLD && isWhole:
                int dead = ZombieOf(after, task);
                bool handles = TaskTable.ReadOfProcess(after, task).Actions is { } actions && actions[Signal.SIGCHLD].Handler > SignalHandler.Ignore;
                bool isPending = (Signals.PendingOf(after, task) & Signal.Bit(Signal.SIGCHLD)) != 0;
                return dead == 0 || !handles || isPending ? null : new Suspicion(LintKind.LateHandler, pid, after.Tasks[dead].Pid, pc,
                    $"{Judge.NameOf(after, dead)} is dead before {who} sets its handler: its SIGCHLD was ignored by default, and does not come again");

            case SyscallNumber.Kill when e.Error == Errno.ESRCH && e.A0 > 0:
                return new Suspicion(LintKind.KillAfterReap, pid, (int)e.A0, pc,
                    string.Create(CultureInfo.InvariantCulture, $"{who} sends a signal to {e.A0}, which is nobody any more: reaped already; where numbers are given again it hits somebody else"));

            case SyscallNumber.Sleep when e.Resumed && e.Result > 0 && IsUnseen(pc):
                return new Suspicion(LintKind.InterruptedUnseen, pid, 0, pc, $"the sleep of {who} is cut short by a handler, and nobody looks at what is left");

            case SyscallNumber.Wait4 or SyscallNumber.Waitid or SyscallNumber.Io or SyscallNumber.Read or SyscallNumber.Write when e.Error == Errno.EINTR && IsUnseen(pc):
                return new Suspicion(LintKind.InterruptedUnseen, pid, 0, pc,
                    $"the {SyscallTable.Find(e.Number)?.Name} of {who} ends with EINTR, because a handler ran, and nobody looks");

            default:
                return null;
        }
    }

    private static Suspicion? OfNoChild(in TraceEvent e, Machine before, int task, int pid, int pc, string who)
    {
        SigAction action = TaskTable.ReadOfProcess(before, task).Actions is { } actions ? actions[Signal.SIGCHLD] : default;
        if (action.Handler == SignalHandler.Ignore || (action.Flags & SigActionFlags.NoChildWait) != 0)
        {
            return new Suspicion(LintKind.IgnoredChildren, pid, 0, pc,
                $"the wait of {who} fails with ECHILD: {who} ignores SIGCHLD, so its children are gone without a trace when they end");
        }

        return e.A0 > 0
            ? new Suspicion(LintKind.Theft, pid, (int)e.A0, pc, string.Create(CultureInfo.InvariantCulture, $"{who} waits for {e.A0}, which a wait for any child has taken before"))
            : null;
    }

    private bool IsUnseen(int pc) => program.Code[pc] is { Op: Opcode.Sys or Opcode.SysValue, B: < 0 };

    private static int ZombieOf(Machine m, int task)
    {
        for (int child = m.Tasks[task].FirstChild; child != 0; child = m.Tasks[child].NextSibling)
        {
            if (m.Tasks[child].State == TaskState.Zombie)
            {
                return child;
            }
        }

        return 0;
    }

    private bool StandsBeforePause(Machine m, int task) =>
        m.Tasks[task].State == TaskState.Ready && m.Tasks[task].Call == SyscallNumber.None && m.Contexts[task] is VmContext context
        && Interpreter.Analysis.RegisterUse.CallOf(in program.Code[context.ProgramCounter]) == SyscallNumber.Pause;
}
