// The 64-bit hash of a machine's state. Rows hash on their own and are summed, so that slot numbers do not matter and pages that
// did not change are not looked at; contexts remember their own. The mixing is wyhash's multiply-and-fold (Wang Yi 2019).
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>Mixes fields into a hash.</summary>
internal struct HashSink(ulong seed) : IFieldSink
{
    private const ulong Secret0 = 0xa0761d6478bd642f;
    private const ulong Secret1 = 0xe7037ed1a0b428db;
    private const ulong Secret2 = 0x8ebc6af09c88c6e3;

    private ulong hash = seed ^ Secret0;
    private ulong any;

    /// <summary>The hash of the fields so far.</summary>
    public readonly ulong Value => Fold(hash ^ Secret1, Secret2);

    /// <summary>The same, and 0 where every field was 0: such a row is as good as none.</summary>
    public readonly ulong ValueOrNothing => any == 0 ? 0 : Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Field(string name, long value) => Add((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong value)
    {
        any |= value;
        hash = Fold(hash ^ value, Secret0) + Secret2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pair(string name, long value, string secondName, long secondValue) => Add((ulong)value, (ulong)secondValue);

    /// <summary>Two values at the cost of one, as wyhash takes sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong value, ulong second)
    {
        any |= value | second;
        hash = Fold(hash ^ value, second ^ Secret1) + Secret2;
    }

    public void Text(string name, string? value)
    {
        Add(value is null ? ulong.MaxValue : (ulong)value.Length);
        any |= 1;
        ulong four = 0;
        int shift = 0;
        foreach (char c in value ?? "")
        {
            four |= (ulong)c << shift;
            shift += 16;
            if (shift == 64)
            {
                Add(four);
                four = 0;
                shift = 0;
            }
        }

        if (shift > 0)
        {
            Add(four);
        }
    }

    public void Program(UserContext context, int pid) => Add(Machine.HashOf(context), (ulong)context.BurstLeft);

    public void Memory(SharedMemory memory, int pid) => Add(Machine.HashOf(memory), (ulong)pid);

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}

/// <summary>The same for what programs write.</summary>
internal sealed class HashWriter : StateWriter
{
    private HashSink sink;

    /// <summary>Begins anew.</summary>
    public void Reset(ulong seed) => sink = new HashSink(seed);

    /// <summary>The hash of what was written.</summary>
    public ulong Value => sink.Value;

    public override void Write(string field, long value) => sink.Add((ulong)value);

    public override void Write(string field, string? value) => sink.Text(field, value);

    public override void Write(string field, ReadOnlySpan<long> values)
    {
        sink.Add((ulong)values.Length);
        int i = 0;
        for (; i + 1 < values.Length; i += 2)
        {
            sink.Add((ulong)values[i], (ulong)values[i + 1]);
        }

        if (i < values.Length)
        {
            sink.Add((ulong)values[i]);
        }
    }
}

internal sealed partial class Machine
{
    private const ulong TimerSeed = 0xFF51AFD7ED558CCD;
    private const ulong ProgramSeed = 0x27D4EB2F165667C5;

    /// <summary>One for each thread: programs write to it, and nothing of it is kept.</summary>
    [ThreadStatic]
    private static HashWriter? contextWriter;

    // The order of the timers among those due at one time cannot be cached a page at a time; it is found anew where the timers changed.
    private ulong timersSeen;
    private ulong timersHash;
    private (long Due, long Sequence, int Place)[]? timerOrder;

    /// <summary>
    /// The hash of the state: equal for machines that will behave alike (StateWalk.cs says what belongs to it), whatever their slots.
    /// Costs in proportion to what changed since it was last asked for. Not while a step is being made.
    /// </summary>
    public ulong StateHash()
    {
        CheckNoStep();
        var tables = new TableHashing(this);
        EachTable(this, this, ref tables);
        var sink = new HashSink(tables.Sum + HashTimers());
        StateWalk.Scalars(this, ref sink);
        for (int cpu = 0; cpu < Cpus.Length; cpu++)
        {
            StateWalk.Cpu(this, cpu, ref sink);
        }

        if (Shared is not null)
        {
            sink.Add(HashOf(Shared));
        }

        return sink.Value;
    }

    private void CheckNoStep()
    {
        if (ChainCpu >= 0)
        {
            throw new InvalidOperationException("the machine is in the middle of a step");
        }
    }

    /// <summary>Up to which number, and without it, there may be rows of a kind; 0: they are not walked by rows.</summary>
    internal int RowsOf(RowKey key) => key switch
    {
        RowKey.Task => S.TaskTop + 1,
        RowKey.WorkingSet => S.WarmTop + 1,
        RowKey.Group => S.GroupTop + 1,
        RowKey.Pid => int.MaxValue,
        RowKey.FileTable => S.FileTables.Top + 1,
        RowKey.OpenFile => S.OpenFiles.Top + 1,
        RowKey.Inode => S.Inodes.Top + 1,
        RowKey.Request => S.Requests.Top + 1,
        RowKey.Poll => S.PollTop + 1,
        RowKey.FileName => S.NameTop + 1,
        RowKey.Memory => S.MemoryTop + 1,
        RowKey.Lock => S.LockTop + 1,
        RowKey.Namespace => S.NamespaceTop + 1,
        RowKey.Number => int.MaxValue,
        RowKey.Cgroup => S.CgroupTop + 1,
        RowKey.Terminal => S.TerminalTop + 1,
        _ => 0,
    };

    /// <summary>Sums the hashes of the tables.</summary>
    private struct TableHashing(Machine m) : ITableVisitor
    {
        public ulong Sum { get; private set; }

        public void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk
        {
            int count = m.RowsOf(TWalk.Key);
            if (count > 0)
            {
                // Boosts act on tasks when they are next looked at: what a row means depends on how many there have been.
                long epoch = TWalk.DependsOnBoosts && m.boostTicks > 0 ? m.S.BoostCount + 2 : 1;
                Sum += table.Hash(new RowHasher<TWalk>(m), count, epoch);
            }
        }
    }

    /// <summary>The hash of a row: its walk, and where it belongs to a task the pid, for slots are no part of the identity.</summary>
    private readonly struct RowHasher<TWalk>(Machine m) : IRowHasher
        where TWalk : struct, IRowWalk
    {
        public ulong Hash(int row)
        {
            if (!TWalk.Exists(m, row))
            {
                return 0;
            }

            var sink = new HashSink(TWalk.Key == RowKey.Task ? TWalk.Seed ^ (ulong)m.Tasks[row].Pid : TWalk.Seed);
            TWalk.Walk(m, row, ref sink);
            return sink.ValueOrNothing;
        }
    }

    /// <summary>A timer as it is stored: only to see whether any changed.</summary>
    private readonly struct StoredTimerHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int place)
        {
            ref readonly TimerRow timer = ref m.Timers[place];
            if (timer.Task == 0)
            {
                return 0;
            }

            var sink = new HashSink(TimerSeed);
            sink.Add((ulong)StateWalk.OwnerOf(m, in timer), (ulong)timer.Kind);
            sink.Add((ulong)timer.Due, (ulong)timer.Sequence);
            return sink.Value;
        }
    }

    private ulong HashTimers()
    {
        if (S.TimerCount == 0)
        {
            return 0;
        }

        ulong seen = Timers.Hash(new StoredTimerHasher(this), S.TimerCount + 1);
        if (seen == timersSeen)
        {
            return timersHash;
        }

        ulong sum = 0;
        int rank = 0;
        long due = -1;
        foreach ((long Due, long Sequence, int Place) timer in TimersInOrder())
        {
            rank = timer.Due == due ? rank + 1 : 0;
            due = timer.Due;
            var sink = new HashSink(TimerSeed);
            StateWalk.Timer(this, in Timers[timer.Place], rank, ref sink);
            sum += sink.Value;
        }

        timersSeen = seen;
        timersHash = sum;
        return sum;
    }

    /// <summary>The timers in the order in which they will act.</summary>
    private ReadOnlySpan<(long Due, long Sequence, int Place)> TimersInOrder()
    {
        int count = S.TimerCount;
        if (timerOrder is null || timerOrder.Length < count)
        {
            timerOrder = new (long Due, long Sequence, int Place)[Math.Max(8, 2 * count)];
        }

        for (int place = 1; place <= count; place++)
        {
            ref readonly TimerRow timer = ref Timers[place];
            timerOrder[place - 1] = (timer.Due, timer.Sequence, place);
        }

        Span<(long Due, long Sequence, int Place)> order = timerOrder.AsSpan(0, count);
        order.Sort(static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence));
        return order;
    }

    internal static ulong HashOf(UserContext context)
    {
        ulong known = System.Threading.Volatile.Read(ref context.Hash);
        if (known == 0)
        {
            HashWriter writer = contextWriter ??= new HashWriter();
            writer.Reset(ProgramSeed);
            context.WriteState(writer);
            known = Math.Max(1, writer.Value);
            // Machines that share the context find the same hash: it does not matter who writes it.
            System.Threading.Volatile.Write(ref context.Hash, known);
        }

        return known;
    }

    internal static ulong HashOf(SharedMemory memory)
    {
        ulong known = System.Threading.Volatile.Read(ref memory.Hash);
        if (known == 0)
        {
            HashWriter writer = contextWriter ??= new HashWriter();
            writer.Reset(ProgramSeed);
            memory.WriteState(writer);
            known = Math.Max(1, writer.Value);
            System.Threading.Volatile.Write(ref memory.Hash, known);
        }

        return known;
    }
}
