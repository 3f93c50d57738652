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

public sealed partial class Machine
{
    private const ulong TaskSeed = 0x9E3779B97F4A7C15;
    private const ulong ExtraSeed = 0xC2B2AE3D27D4EB4F;
    private const ulong SchedSeed = 0x165667B19E3779F9;
    private const ulong EntitySeed = 0xD6E8FEB86659FD93;
    private const ulong NodeSeed = 0xA0761D6478BD642F;
    private const ulong WaiterSeed = 0xD1B54A32D192ED03;
    private const ulong ContextSeed = 0x27D4EB2F165667C5;
    private const ulong GroupSeed = 0x85EBCA77C2B2AE63;
    private const ulong TimerSeed = 0xFF51AFD7ED558CCD;
    private const ulong PlaceSeed = 0x8EBC6AF09C88C6E3;
    private const ulong WarmSeed = 0x589965CC75374CC3;
    private const ulong ReapedSeed = 0xC4CEB9FE1A85EC53;

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
        // Boosts act on tasks when they are next looked at: what a row means depends on how many there have been.
        long epoch = Policy.BoostTicks > 0 ? S.BoostCount + 2 : 1;
        int tasks = S.TaskTop + 1;
        ulong sum = Tasks.Hash(new TaskHasher(this), tasks, epoch)
            + Sched.Hash(new SchedHasher(this), tasks, epoch)
            + Entities.Hash(new EntityHasher(this), tasks)
            + Nodes.Hash(new NodeHasher(this), tasks)
            + Waiters.Hash(new WaiterHasher(this), tasks)
            + TaskCpus.Hash(new PlaceHasher(this), tasks)
            + Warmth.Hash(new WarmHasher(this), S.WarmTop + 1)
            + Extras.Hash(new ExtraHasher(this), tasks)
            + Contexts.Hash(new ContextHasher(this), tasks)
            + Groups.Hash(new GroupHasher(this), S.GroupTop + 1)
            + ReapedStatus.Hash(new ReapedHasher(this))
            + HashTimers();
        var sink = new HashSink(sum);
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

    private readonly struct TaskHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if (m.Tasks[slot].State == TaskState.Free)
            {
                return 0;
            }

            var sink = new HashSink(TaskSeed);
            StateWalk.Task(m, slot, ref sink);
            return sink.Value;
        }
    }

    private readonly struct SchedHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if (m.Tasks[slot].State == TaskState.Free)
            {
                return 0;
            }

            var sink = new HashSink(SchedSeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.Sched(m, slot, ref sink);
            return sink.ValueOrNothing;
        }
    }

    private readonly struct EntityHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if (m.Tasks[slot].State == TaskState.Free)
            {
                return 0;
            }

            var sink = new HashSink(EntitySeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.Entity(m, slot, ref sink);
            return sink.ValueOrNothing;
        }
    }

    private readonly struct NodeHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            var sink = new HashSink(NodeSeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.Node(m, slot, ref sink);
            return sink.ValueOrNothing;
        }
    }

    private readonly struct WaiterHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if (m.Waiters[slot].Next == 0)
            {
                return 0;
            }

            var sink = new HashSink(WaiterSeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.Waiter(m, slot, ref sink);
            return sink.Value;
        }
    }

    private readonly struct PlaceHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if (m.Tasks[slot].State == TaskState.Free)
            {
                return 0;
            }

            var sink = new HashSink(PlaceSeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.TaskCpu(m, slot, ref sink);
            return sink.ValueOrNothing;
        }
    }

    private readonly struct WarmHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int row)
        {
            if (m.Warmth[row].Size == 0)
            {
                return 0;
            }

            var sink = new HashSink(WarmSeed);
            StateWalk.Warm(m, row, ref sink);
            return sink.Value;
        }
    }

    private readonly struct ExtraHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            if ((m.Tasks[slot].Flags & TaskFlags.HasExtra) == 0)
            {
                return 0;
            }

            var sink = new HashSink(ExtraSeed ^ (ulong)m.Tasks[slot].Pid);
            StateWalk.Extra(m, slot, ref sink);
            return sink.ValueOrNothing;
        }
    }

    private readonly struct ContextHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int slot)
        {
            UserContext? context = m.Contexts[slot];
            if (context is null)
            {
                return 0;
            }

            var sink = new HashSink(ContextSeed ^ (ulong)m.Tasks[slot].Pid);
            sink.Add(HashOf(context), (ulong)context.BurstLeft);
            return sink.Value;
        }
    }

    private readonly struct GroupHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int group)
        {
            if (m.Groups[group].Pgid == 0)
            {
                return 0;
            }

            var sink = new HashSink(GroupSeed);
            StateWalk.Group(m, group, ref sink);
            return sink.Value;
        }
    }

    private readonly struct ReapedHasher(Machine m) : IRowHasher
    {
        public ulong Hash(int pid)
        {
            int status = m.ReapedStatus[pid];
            if (status == 0)
            {
                return 0;
            }

            var sink = new HashSink(ReapedSeed);
            sink.Add((ulong)pid, (ulong)status);
            return sink.Value;
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
            sink.Add((ulong)m.Tasks[timer.Task].Pid, (ulong)timer.Kind);
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

    private static ulong HashOf(UserContext context)
    {
        ulong known = System.Threading.Volatile.Read(ref context.Hash);
        if (known == 0)
        {
            HashWriter writer = contextWriter ??= new HashWriter();
            writer.Reset(ContextSeed);
            context.WriteState(writer);
            known = Math.Max(1, writer.Value);
            // Machines that share the context find the same hash: it does not matter who writes it.
            System.Threading.Volatile.Write(ref context.Hash, known);
        }

        return known;
    }

    private static ulong HashOf(SharedMemory memory)
    {
        ulong known = System.Threading.Volatile.Read(ref memory.Hash);
        if (known == 0)
        {
            HashWriter writer = contextWriter ??= new HashWriter();
            writer.Reset(ContextSeed);
            memory.WriteState(writer);
            known = Math.Max(1, writer.Value);
            System.Threading.Volatile.Write(ref memory.Hash, known);
        }

        return known;
    }
}
