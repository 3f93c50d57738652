// What the policies share that go by the length of the next CPU burst: what a job says of it, and the prediction from the bursts before.
namespace KScript.Kernel;

/// <summary>A policy that knows or predicts the length of each task's next burst: `sjf`, `srtf`, `hrrn`, `lrtf`.</summary>
/// <remarks>
/// The first burst of a job is what `burst=` says, or its body where that is constant; that of any other task is guess=. Every burst that
/// ends in blocking gives the next one: alpha times its length, plus 1 - alpha times what it was predicted to be (the exponential average
/// of Silberschatz 5.3.2, in thousandths of a tick). A burst that is longer than predicted has nothing left from there on.
/// Its fields in SchedEntity: Burst, and Seen: the CPU time at which the burst began.
/// </remarks>
internal abstract class BurstPolicy(BurstOptions options) : SchedulerPolicy
{
    /// <summary>Thousandths of a tick in a tick.</summary>
    protected const int Milli = 1000;

    /// <summary>Longer bursts count as this long, so that their average in thousandths is a number.</summary>
    private const long LongestTicks = 1L << 42;

    public override void Started(Machine m, int task, JobSpec job) =>
        m.Entities.Write(task).Burst = Math.Min(job.Burst >= 0 ? job.Burst : options.GuessTicks, LongestTicks) * Milli;

    public override void Forked(Machine m, int parent, int child) => m.Entities.Write(child).Burst = options.GuessTicks * Milli;

    public override void Blocked(Machine m, int task, long sliceLeft)
    {
        if (m.Tasks[task].State is not (TaskState.Interruptible or TaskState.Uninterruptible))
        {
            // A stop is no end of a burst: it goes on when the task does.
            return;
        }

        ref SchedEntity entity = ref m.Entities.Write(task);
        long used = CpuUse.Of(m, task);
        long ran = Math.Min(used - entity.Seen, LongestTicks);
        entity.Seen = used;
        if (ran > 0)
        {
            // Apart, for a length in thousandths times alpha is more than 64 bits hold.
            entity.Burst = (ran * options.AlphaMilli) + (long)((Int128)entity.Burst * (Milli - options.AlphaMilli) / Milli);
        }
    }

    /// <summary>What is left of the task's burst as predicted, in thousandths of a tick.</summary>
    protected static long Remaining(Machine m, int task)
    {
        SchedEntity entity = m.Entities.Get(task);
        long ran = Math.Min(CpuUse.Of(m, task) - entity.Seen, LongestTicks);
        return Math.Max(0, entity.Burst - (ran * Milli));
    }
}

/// <summary>How bursts are predicted.</summary>
/// <param name="AlphaMilli">The weight of the last burst, in thousandths.</param>
/// <param name="GuessTicks">The first burst of a task of which nothing is known.</param>
internal sealed record BurstOptions(int AlphaMilli, long GuessTicks)
{
    private static readonly SettingRow Alpha = new("alpha", SettingKind.Milli, "0.5", 0, 1000, "the weight of the last burst in the prediction of the next");
    private static readonly SettingRow Guess = new("guess", SettingKind.Int, "10", 0, SettingRow.MaxTicks, "the first burst of a task of which nothing is known, in ticks");

    /// <summary>The options in a policy's row.</summary>
    public static SettingRow[] Rows { get; } = [Alpha, Guess];

    /// <summary>As a script says them.</summary>
    public static BurstOptions Of(PolicySettings said) => new((int)said.Number(Alpha), said.Number(Guess));
}
