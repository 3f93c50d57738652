// The memory of processes, as far as several tasks may share it: that of threads, of clone with CLONE_VM, of vfork (Linux: mm_struct).
// Programs whose
// blocks share no variables have none: what they remember is in each task's registers, which fork copies.
namespace KScript.Kernel;

/// <summary>A piece of memory; by its number.</summary>
internal struct MemoryRow
{
    /// <summary>What is in it; null: the number is free.</summary>
    public SharedMemory? Memory;
    /// <summary>How many processes have it.</summary>
    public int Users;
    /// <summary>The pid of the process that it was made for: its name for who compares machines.</summary>
    public int MadeFor;
    /// <summary>Free: the next free number.</summary>
    public int Next;
}

/// <summary>Who has which memory. Its number stands in the leader's rarer half.</summary>
internal static class AddressSpaces
{
    private static int NumberOf(Machine m, int leader) => (m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[leader].Memory;

    /// <summary>The memory of a task's process, to look at; null: it has none, or there is no such task.</summary>
    public static SharedMemory? Of(Machine m, int task) => task <= 0 ? null : m.Memories.Get(NumberOf(m, Threads.LeaderOf(m, task))).Memory;

    /// <summary>The memory of a task's process, to change: this machine's own copy.</summary>
    public static SharedMemory ToWrite(Machine m, int task)
    {
        ref MemoryRow row = ref m.Memories.Write(NumberOf(m, Threads.LeaderOf(m, task)));
        SharedMemory memory = row.Memory ?? throw new InvalidOperationException("the program has no memory beside registers");
        if (memory.Owner != m.Token)
        {
            memory = Copied(m, memory);
            row.Memory = memory;
        }

        memory.Hash = 0;
        return memory;
    }

    /// <summary>A process gets memory of its own; of null, none.</summary>
    public static void Give(Machine m, int leader, SharedMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        memory.Owner = m.Token;
        int number = m.S.FreeMemory;
        if (number != 0)
        {
            m.S.FreeMemory = m.Memories[number].Next;
        }
        else
        {
            number = ++m.S.MemoryTop;
        }

        m.Memories.Write(number) = new MemoryRow { Memory = memory, Users = 1, MadeFor = m.Tasks[leader].Pid };
        TaskTable.Extra(m, leader).Memory = number;
    }

    /// <summary>A forked process gets a copy of another's memory, or the same (CLONE_VM).</summary>
    public static void Inherit(Machine m, int from, int leader, bool shared)
    {
        int number = NumberOf(m, Threads.LeaderOf(m, from));
        if (number == 0)
        {
            return;
        }

        if (shared)
        {
            m.Memories.Write(number).Users++;
            TaskTable.Extra(m, leader).Memory = number;
            return;
        }

        Give(m, leader, Copied(m, m.Memories[number].Memory!));
    }

    /// <summary>A process has it no more: it ends, or gets a new image. With the last one it goes.</summary>
    public static void Drop(Machine m, int leader)
    {
        int number = NumberOf(m, leader);
        if (number == 0)
        {
            return;
        }

        m.Extras.Write(leader).Memory = 0;
        ref MemoryRow row = ref m.Memories.Write(number);
        if (--row.Users == 0)
        {
            row = new MemoryRow { Next = m.S.FreeMemory };
            m.S.FreeMemory = number;
        }
    }

    private static SharedMemory Copied(Machine m, SharedMemory memory)
    {
        SharedMemory copy = memory.Copy();
        copy.Owner = m.Token;
        m.Meter.Allocate(copy.Size);
        return copy;
    }
}
