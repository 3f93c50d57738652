// A batch job for the benchmarks of the schedulers: computes and waits for I/O in turn.
using KScript.Kernel;

namespace KScript.Bench;

/// <summary>So many rounds of a burst of 1..10 ticks and an I/O of 1..50, of lengths that follow from the job's number.</summary>
internal sealed class JobContext(int number, int rounds) : BareContext
{
    private int left = 2 * rounds;

    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
    {
        if (left == 0)
        {
            return Call(ref trap, SyscallNumber.Exit, 1);
        }

        if ((left & 1) != 0)
        {
            return Call(ref trap, SyscallNumber.Io, 1, 1 + (Draw() % 50));
        }

        trap.A0 = 1 + (Draw() % 10);
        left--;
        return TrapKind.Compute;
    }

    /// <summary>The I/O is over.</summary>
    public override void SetResult(long value) => left--;

    private uint Draw()
    {
        uint hash = ((uint)number * 2654435761) + ((uint)left * 40503);
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        return hash ^ (hash >> 12);
    }

    public override UserContext Copy(UserContext? reuse) => new JobContext(number, rounds) { left = left };

    public override void WriteState(StateWriter writer) => writer.Write("left", left);
}
