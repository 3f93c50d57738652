// What a run costs, in one place: whoever does work for a script, or keeps or writes something for it, says so here, and the machine looks
// here, in the middle of a chain or a condition too, whether it may go on. All of it is counted, nothing is timed: the same script stops at
// the same place on every machine. A clock is somebody else's, who calls Stop.
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>Counts what a run costs, and says when it is too much. Not shared by machines that run at the same time.</summary>
internal sealed class RunMeter
{
    /// <summary>Statements after which a run looks whether it was stopped: about a millisecond.</summary>
    private const long LookEvery = 1 << 17;

    /// <summary>Bytes whose copying costs as much as a statement.</summary>
    private const int BytesOfStatement = 16;

    private readonly StopSign sign;
    private long statements;
    private long lookAt = LookEvery;
    private long allocated;
    private long measureAt = long.MaxValue;

    /// <summary>A meter without limits.</summary>
    public RunMeter()
        : this(new StopSign())
    {
    }

    private RunMeter(StopSign sign) => this.sign = sign;

    /// <summary>Whether somebody outside wants an end; for several meters of one command.</summary>
    private sealed class StopSign
    {
        /// <summary>The RunEnd plus 1; 0: no.</summary>
        public volatile int Why;
    }

    /// <summary>How many statements there may be, with those that other work counts as.</summary>
    public long MaxStatements
    {
        get;
        set
        {
            field = value;
            lookAt = Math.Min(value, statements + LookEvery);
        }
    } = long.MaxValue;

    /// <summary>How many bytes may be in use at once; a sixteenth more may be before that is noticed.</summary>
    public long MaxMemory
    {
        get;
        init
        {
            field = value;
            measureAt = value;
        }
    } = long.MaxValue;

    /// <summary>How many bytes may be written.</summary>
    public long MaxOutput { get; init; } = long.MaxValue;

    /// <summary>Statements so far, and what other work counts as: copying, looking at rows, ticks in which nothing happens.</summary>
    public long Statements => statements;

    /// <summary>Bytes written so far by sinks that were asked (<see cref="TraceSink.BytesWritten"/>) in earlier runs.</summary>
    public long Output { get; set; }

    /// <summary>Bytes kept beside the machine: what is recorded of the run.</summary>
    public long Kept { get; private set; }

    /// <summary>Whether it is time to <see cref="Look"/>.</summary>
    public bool IsDue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => statements >= lookAt || allocated >= measureAt;
    }

    /// <summary>Statements that may be executed until the next look.</summary>
    public int Slice
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)Math.Max(0, lookAt - statements);
    }

    /// <summary>Why it must end: what was asked for from outside, or a limit of counts that is reached already; null: it may go on.</summary>
    public RunEnd? Stopped => sign.Why != 0 ? (RunEnd)(sign.Why - 1) : statements >= MaxStatements ? RunEnd.MaxStatements : null;

    /// <summary>Ends the run, or the next one, at the next look. May be called from another thread; the first reason stays.</summary>
    public void Stop(RunEnd why) => System.Threading.Interlocked.CompareExchange(ref sign.Why, (int)why + 1, 0);

    /// <summary>A meter that begins at zero, has no limits of counts, and stops when this one is stopped.</summary>
    public RunMeter WithoutLimits() => new(sign);

    /// <summary>A meter with the same limits that begins at zero, and stops when this one is stopped.</summary>
    public RunMeter Afresh() => new(sign) { MaxStatements = MaxStatements, MaxMemory = MaxMemory, MaxOutput = MaxOutput };

    /// <summary>A meter for a part of the work, with at most so many statements, and no more than are left here.</summary>
    public RunMeter Part(long most) => new(sign) { MaxStatements = Math.Min(most, Math.Max(0, MaxStatements - statements)), MaxMemory = MaxMemory };

    /// <summary>Work that is done for the script.</summary>
    /// <param name="count">In statements: a microsecond is about a thousand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Work(long count) => statements += count;

    /// <summary>Memory that is taken and filled. What becomes of it later is found out by measuring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allocate(long bytes)
    {
        allocated += bytes;
        statements += bytes / BytesOfStatement;
    }

    /// <summary>Memory that is taken, and costs no time to speak of.</summary>
    public void Take(long bytes) => allocated += bytes;

    /// <summary>Memory that is taken for what is recorded of the run, and stays.</summary>
    public void Keep(long bytes)
    {
        Kept += bytes;
        allocated += bytes;
    }

    /// <summary>Looks at everything; measures memory where enough was taken since the last time.</summary>
    /// <param name="machine">Whose memory it is.</param>
    /// <param name="beside">A program in execution that the machine does not hold: a condition; or null.</param>
    /// <returns>Why the run must end; null: it may go on.</returns>
    public RunEnd? Look(Machine machine, UserContext? beside = null)
    {
        if (Stopped is { } why)
        {
            return why;
        }

        if (allocated >= measureAt)
        {
            var memory = new MemoryCount(MaxMemory);
            memory.Add(Kept);
            machine.Measure(memory);
            beside?.Measure(memory);
            if (memory.IsTooMuch)
            {
                return RunEnd.MaxMemory;
            }

            measureAt = allocated + Math.Max(MaxMemory - memory.Bytes, MaxMemory / 16);
        }

        lookAt = Math.Min(MaxStatements, statements + LookEvery);
        return null;
    }
}
