// poll: waiting for any of several files. The call enters itself in the list of each file, once; a file to which something happens notes
// that at the caller's entry, so that the caller looks at those alone when it runs again, however many it polls.
namespace KScript.Kernel;

/// <summary>A file that a task polls.</summary>
internal struct PollEntryRow
{
    /// <summary>Who; 0: the row is free.</summary>
    public int Task;
    /// <summary>The open file, which it holds a reference to; 0: none is looked at.</summary>
    public int File;
    /// <summary>The descriptor, and which of the call's it is.</summary>
    public int Descriptor;
    public int Index;
    /// <summary>What is waited for; errors and the end always are.</summary>
    public PollEvents Wanted;
    /// <summary>Something has happened, and the task has not looked yet.</summary>
    public bool Fired;
    /// <summary>The list of the inode.</summary>
    public int NextOfInode;
    public int PreviousOfInode;
    /// <summary>The task's entries in the order of the call. Of a free row, the next free one.</summary>
    public int NextOfTask;
    /// <summary>The task's entries that have fired.</summary>
    public int NextFired;
}

/// <summary>What a call polls: descriptors, or pairs of a descriptor and what is wanted of it; or what an epoll file watches.</summary>
internal readonly struct PollSet
{
    private readonly long[]? descriptors;
    private readonly long[][]? pairs;
    private readonly List<InterestRow>? watched;

    /// <summary>The payload of poll: a <c>long[]</c> or a <c>long[][]</c>.</summary>
    public PollSet(object? payload)
    {
        descriptors = payload as long[];
        pairs = payload as long[][];
        watched = null;
    }

    /// <summary>What an epoll file watches.</summary>
    public PollSet(Machine m, int epoll)
    {
        descriptors = null;
        pairs = null;
        watched = [];
        for (int row = m.Inodes[epoll].Head; row != 0; row = m.Interests[row].Next)
        {
            watched.Add(m.Interests[row]);
        }
    }

    /// <summary>Whether it is what an epoll file watches.</summary>
    public bool IsEpoll => watched is not null;

    /// <summary>How many.</summary>
    public int Count => watched?.Count ?? descriptors?.Length ?? pairs?.Length ?? 0;

    /// <summary>A descriptor, and what is wanted of it; where that is not said, to be readable.</summary>
    public (long Fd, PollEvents Wanted) At(int index) => watched is not null ? (watched[index].Descriptor, watched[index].Wanted)
        : descriptors is not null ? (descriptors[index], PollEvents.In)
        : (pairs![index].Length > 0 ? pairs[index][0] : -1, pairs[index].Length > 1 ? (PollEvents)pairs[index][1] : PollEvents.In);

    /// <summary>The open file; 0: the descriptor is closed.</summary>
    public int FileAt(Machine m, int task, int index) => watched?[index].File ?? Descriptors.FileOf(m, task, At(index).Fd);

    /// <summary>What the call gives: descriptors for descriptors, pairs for pairs.</summary>
    public object Answer(List<(int Fd, PollEvents Happened)> ready) => pairs is null && watched is null
        ? ready.ConvertAll(static file => (long)file.Fd).ToArray()
        : ready.ConvertAll(static file => new long[] { file.Fd, (long)file.Happened }).ToArray();
}

/// <summary>poll and its kin.</summary>
internal static class Polling
{
    /// <summary>What is told whether or not it was asked for.</summary>
    public const PollEvents Always = PollEvents.Error | PollEvents.HangUp | PollEvents.Invalid;

    /// <summary>poll(fds, ticks): waits until one of the files is ready, or the time is over; less than 0: without end.</summary>
    /// <returns>Of descriptors, the list of those that are ready; of [fd, events] pairs, the list of [fd, what happened].</returns>
    /// <errors>EINTR a handler ran; EINVAL more descriptors than RLIMIT_NOFILE.</errors>
    /// <source>POSIX.1-2017 poll(); poll(2)</source>
    public static SyscallResult Poll(Machine m, int task, ref Trap trap) => Look(m, task, new PollSet(trap.Payload), trap.A0);

    /// <summary>ppoll(fds, ticks, mask): as poll with another mask of signals, set and taken back in one go with the wait.</summary>
    /// <errors>EINTR a handler ran; EINVAL as poll.</errors>
    /// <source>ppoll(2)</source>
    public static SyscallResult Ppoll(Machine m, int task, ref Trap trap)
    {
        if (m.Tasks[task].Call == SyscallNumber.None)
        {
            Signals.SwapMask(m, task, (ulong)trap.A1);
        }

        SyscallResult result = Look(m, task, new PollSet(trap.Payload), trap.A0);
        if (result.Outcome is not (SyscallOutcome.Block or SyscallOutcome.Restart))
        {
            Signals.RestoreMask(m, task);
        }

        return result;
    }

    /// <summary>Waits for what a set asks for.</summary>
    public static SyscallResult Look(Machine m, int task, PollSet set, long timeout)
    {
        bool resumed = m.Tasks[task].Call != SyscallNumber.None && m.FileCalls.Get(task).Polls;
        if (!resumed && set.Count > Descriptors.LimitOf(m, task) && !set.IsEpoll)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        List<(int Fd, PollEvents Happened)> ready = resumed ? LookAtFired(m, task) : Scan(m, task, set);
        if (ready.Count > 0)
        {
            return SyscallResult.Of(set.Answer(ready));
        }

        if (timeout == 0)
        {
            return SyscallResult.NotYet(set.Answer(ready));
        }

        if (!resumed)
        {
            Enter(m, task, set);
            if (timeout > 0)
            {
                Sleeping.SetDeadline(m, task, VirtualTime.After(m.Now, timeout));
            }

            return SyscallResult.Block(WaitsOn.Files);
        }

        if (timeout > 0 && Sleeping.Left(m, task) == 0)
        {
            return SyscallResult.Of(set.Answer(ready));
        }

        return (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0 ? SyscallResult.Restart(WaitsOn.Files) : SyscallResult.Block(WaitsOn.Files);
    }

    private static List<(int Fd, PollEvents Happened)> Scan(Machine m, int task, PollSet set)
    {
        var ready = new List<(int, PollEvents)>();
        for (int index = 0; index < set.Count; index++)
        {
            m.RowsVisited++;
            (long fd, PollEvents wanted) = set.At(index);
            if (fd < 0)
            {
                continue;
            }

            int file = set.FileAt(m, task, index);
            PollEvents happened = file == 0 ? PollEvents.Invalid : Inodes.Readiness(m, file, task) & (wanted | Always);
            if (happened != 0)
            {
                ready.Add(((int)Math.Min(fd, int.MaxValue), happened));
            }
        }

        return ready;
    }

    /// <summary>The entries to which something has happened, those that are ready; the others wait on.</summary>
    private static List<(int Fd, PollEvents Happened)> LookAtFired(Machine m, int task)
    {
        var found = new List<(int Index, int Fd, PollEvents Happened)>();
        int entry = m.FileCalls[task].FirstFired;
        if (entry != 0)
        {
            m.FileCalls.Write(task).FirstFired = 0;
        }

        while (entry != 0)
        {
            m.RowsVisited++;
            ref PollEntryRow row = ref m.PollEntries.Write(entry);
            int next = row.NextFired;
            row.Fired = false;
            row.NextFired = 0;
            PollEvents happened = Inodes.Readiness(m, row.File, task) & (row.Wanted | Always);
            if (happened != 0)
            {
                found.Add((row.Index, row.Descriptor, happened));
            }

            entry = next;
        }

        found.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        return found.ConvertAll(static file => (file.Fd, file.Happened));
    }

    private static void Enter(Machine m, int task, PollSet set)
    {
        m.FileCalls.Write(task).Polls = true;
        int first = 0;
        for (int index = set.Count - 1; index >= 0; index--)
        {
            (long fd, PollEvents wanted) = set.At(index);
            int file = fd < 0 ? 0 : set.FileAt(m, task, index);
            if (file != 0)
            {
                int entry = Take(m);
                m.PollEntries.Write(entry) = new PollEntryRow { Task = task, File = file, Descriptor = (int)fd, Index = index, Wanted = wanted, NextOfTask = first };
                OpenFiles.Hold(m, file);
                Link(m, entry, Inodes.Of(m, file));
                first = entry;
            }
        }

        m.FileCalls.Write(task).FirstPoll = first;
    }

    private static int Take(Machine m)
    {
        int entry = m.S.FreePoll;
        if (entry == 0)
        {
            return ++m.S.PollTop;
        }

        m.S.FreePoll = m.PollEntries[entry].NextOfTask;
        return entry;
    }

    private static void Link(Machine m, int entry, int inode)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        m.PollEntries.Write(entry).NextOfInode = row.FirstPoll;
        if (row.FirstPoll != 0)
        {
            m.PollEntries.Write(row.FirstPoll).PreviousOfInode = entry;
        }

        row.FirstPoll = entry;
    }

    private static void Unlink(Machine m, in PollEntryRow entry)
    {
        if (entry.NextOfInode != 0)
        {
            m.PollEntries.Write(entry.NextOfInode).PreviousOfInode = entry.PreviousOfInode;
        }

        if (entry.PreviousOfInode != 0)
        {
            m.PollEntries.Write(entry.PreviousOfInode).NextOfInode = entry.NextOfInode;
        }
        else
        {
            m.Inodes.Write(Inodes.Of(m, entry.File)).FirstPoll = entry.NextOfInode;
        }
    }

    /// <summary>Something happened to an inode: those who poll it for that look when they run.</summary>
    public static void Fire(Machine m, int inode, PollEvents events)
    {
        for (int entry = m.Inodes[inode].FirstPoll; entry != 0;)
        {
            int next = m.PollEntries[entry].NextOfInode;
            if ((events & (m.PollEntries[entry].Wanted | Always)) != 0)
            {
                FireEntry(m, entry);
            }

            entry = next;
        }
    }

    /// <summary>Something happened to what an entry polls.</summary>
    public static void FireEntry(Machine m, int entry)
    {
        ref PollEntryRow row = ref m.PollEntries.Write(entry);
        if (row.Fired)
        {
            return;
        }

        int task = row.Task;
        row.Fired = true;
        ref FileCallRow call = ref m.FileCalls.Write(task);
        row.NextFired = call.FirstFired;
        call.FirstFired = entry;
        if (m.Tasks[task].WaitsOn.Kind == WaitKind.Files)
        {
            Blocked.Wake(m, task);
        }
    }

    /// <summary>The call is over: it leaves the lists that it is in.</summary>
    public static void End(Machine m, int task)
    {
        if (!m.FileCalls[task].Polls)
        {
            return;
        }

        int entry = m.FileCalls[task].FirstPoll;
        m.FileCalls.Write(task) = default;
        while (entry != 0)
        {
            PollEntryRow row = m.PollEntries[entry];
            Unlink(m, in row);
            m.PollEntries.Write(entry) = new PollEntryRow { NextOfTask = m.S.FreePoll };
            m.S.FreePoll = entry;
            OpenFiles.Release(m, row.File);
            entry = row.NextOfTask;
        }
    }
}
