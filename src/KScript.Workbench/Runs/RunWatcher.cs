// What a session remembers of a run beyond the state of its machine, in order to judge it: who died of a signal, and where.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>A death by a signal.</summary>
/// <param name="Pid">Whose.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">The word of wait.</param>
/// <param name="Time">When, in ticks.</param>
/// <param name="Event">After how many events of the run.</param>
/// <param name="IsOwn">It was its own doing: an operation that faults, abort, raise.</param>
/// <param name="Frames">Where it was: a place in the code for each of its frames, the innermost first.</param>
internal sealed record SignalDeath(int Pid, string Name, int Status, long Time, long Event, bool IsOwn, IReadOnlyList<int> Frames);

/// <summary>Remembers deaths by signals.</summary>
internal sealed class RunWatcher : TraceSink
{
    // A run in which millions are killed is judged by the first of them.
    private const int MostDeaths = 10_000;

    private readonly List<SignalDeath> deaths = [];

    /// <summary>The deaths, in order; main's is among them however many there are.</summary>
    public IReadOnlyList<SignalDeath> Deaths => deaths;

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.None;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
    }

    /// <inheritdoc/>
    public override void Killed(Machine machine, int pid, UserContext? program, int status)
    {
        if (deaths.Count < MostDeaths || pid == RunOutcome.MainPid)
        {
            var context = program as VmContext;
            machine.TryGetProcess(pid, out ProcessView process);
            IReadOnlyList<int> frames = context is null ? [] : PlacesOf(context, process.BlockedIn);
            bool isOwn = context is not null && (context.IsAtFault || IsRaised(context.Program.Code[frames[0]]));
            deaths.Add(new SignalDeath(pid, process.Name, status, machine.Now, machine.EventCount, isOwn, frames));
        }
    }

    /// <summary>Where it is; if it is in no call, the statement that it has done last: the signal found it behind that.</summary>
    internal static IReadOnlyList<int> PlacesOf(VmContext context, SyscallNumber blockedIn)
    {
        IReadOnlyList<int> frames = context.FramePositions();
        bool inCall = blockedIn != SyscallNumber.None || context.IsAtFault;
        return inCall ? frames : [new ControlFlow(context.Program).LastDone(frames[0]), .. frames.Skip(1)];
    }

    private static bool IsRaised(in Instruction i) =>
        i.Op is Opcode.Sys or Opcode.SysValue && (SyscallNumber)(byte)i.W is (SyscallNumber.Tgkill or SyscallNumber.Abort);
}
