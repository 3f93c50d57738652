// aio: reads that are asked for and done by the machine while the process goes on (aio(7)). A request belongs to the process that made it;
// fork does not pass it on.
namespace KScript.Kernel;

/// <summary>A request to read.</summary>
internal struct AioRow
{
    /// <summary>The task that asked; 0: the row is free.</summary>
    public int Task;
    /// <summary>The open file, to which it is a reference until it is done; 0 then.</summary>
    public int File;
    /// <summary>How many bytes at most; of one that is done, how many there were.</summary>
    public long Count;
    /// <summary>What was read; null: it is not done.</summary>
    public string? Text;
    /// <summary>The signal that tells of the end; 0: none.</summary>
    public byte Signal;
    /// <summary>The next request of the task, and of the inode while it is not done.</summary>
    public int NextOfTask;
    public int NextOfInode;
}

/// <summary>aio_read, aio_error, aio_return, aio_suspend.</summary>
internal static class AioFiles
{
    /// <summary>aio_read(fd, count, signal): asks for a read, and does not wait for it. With a signal, that is sent when it is done, with the request's number as its value.</summary>
    /// <returns>The request's number.</returns>
    /// <errors>EBADF no such descriptor, or not open for reading; EINVAL a negative count, no such signal, or a file that cannot be read so.</errors>
    /// <source>POSIX.1-2017 aio_read(); aio(7)</source>
    public static SyscallResult Read(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0 || !OpenFiles.CanRead(m.OpenFiles[file].Flags))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        int inode = Inodes.Of(m, file);
        bool canWait = m.Inodes[inode].Kind is InodeKind.Pipe or InodeKind.Socket or InodeKind.Regular or InodeKind.Null;
        if (!canWait || trap.A1 < 0 || (trap.A2 != 0 && !Signal.IsValid(trap.A2)))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int request = FileNumbers.Take(m, FileNumber.Request);
        m.Requests.Write(request) = new AioRow { Task = task, File = file, Count = trap.A1, Signal = (byte)trap.A2, NextOfTask = m.TaskRequests.Get(task) };
        m.TaskRequests.Write(task) = request;
        OpenFiles.Hold(m, file);
        if (IsReady(m, file))
        {
            Complete(m, request);
        }
        else
        {
            ref int place = ref m.Inodes.Write(inode).FirstRequest;
            while (place != 0)
            {
                m.RowsVisited++;
                place = ref m.Requests.Write(place).NextOfInode;
            }

            place = request;
        }

        return SyscallResult.Of(request);
    }

    private static bool IsReady(Machine m, int file) => (Inodes.Readiness(m, file, 0) & (PollEvents.In | PollEvents.HangUp)) != 0;

    /// <summary>Something has come to an inode: requests are done in the order in which they came.</summary>
    public static void Advance(Machine m, int inode)
    {
        while (m.Inodes[inode].FirstRequest is var request and not 0 && IsReady(m, m.Requests[request].File))
        {
            m.Inodes.Write(inode).FirstRequest = m.Requests[request].NextOfInode;
            m.Requests.Write(request).NextOfInode = 0;
            Complete(m, request);
        }
    }

    private static void Complete(Machine m, int request)
    {
        AioRow row = m.Requests[request];
        SyscallResult result = FileCalls.ReadNow(m, row.Task, row.File, row.Count);
        string text = result.Payload as string ?? "";
        ref AioRow done = ref m.Requests.Write(request);
        done.Text = text;
        done.File = 0;
        done.Count = ByteText.Count(text);
        if (m.Tasks[row.Task].WaitsOn.Kind == WaitKind.Request)
        {
            Blocked.Wake(m, row.Task);
        }

        if (row.Signal != 0)
        {
            Signals.Send(m, row.Task, row.Signal, new SigInfo(row.Signal, SignalCode.SI_ASYNCIO, m.Tasks[row.Task].Pid, 0, request), sender: 0);
        }

        OpenFiles.Release(m, row.File);
    }

    /// <summary>The caller's request of a number; 0: it has none.</summary>
    private static int Find(Machine m, int task, long number) =>
        number > 0 && number <= m.S.Requests.Top && m.Requests[(int)number].Task == task ? (int)number : 0;

    /// <summary>aio_error(request): 0 if it is done, else EINPROGRESS.</summary>
    /// <errors>EINVAL no such request.</errors>
    /// <source>POSIX.1-2017 aio_error()</source>
    public static SyscallResult Error(Machine m, int task, ref Trap trap)
    {
        int request = Find(m, task, trap.A0);
        return request == 0 ? SyscallResult.Fail(Errno.EINVAL) : SyscallResult.Of(m.Requests[request].Text is null ? (long)Errno.EINPROGRESS : 0);
    }

    /// <summary>aio_return(request): what was read; the request is over.</summary>
    /// <errors>EINVAL no such request, or it is not done.</errors>
    /// <source>POSIX.1-2017 aio_return()</source>
    public static SyscallResult Return(Machine m, int task, ref Trap trap)
    {
        int request = Find(m, task, trap.A0);
        if (request == 0 || m.Requests[request].Text is not { } text)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        ref int place = ref m.TaskRequests.Write(task);
        while (place != request)
        {
            place = ref m.Requests.Write(place).NextOfTask;
        }

        place = m.Requests[request].NextOfTask;
        Free(m, request);
        return SyscallResult.Of(text);
    }

    private static void Free(Machine m, int request)
    {
        m.Requests.Write(request) = default;
        FileNumbers.Free(m, FileNumber.Request, request);
    }

    /// <summary>aio_suspend(requests, ticks): waits until one of them is done.</summary>
    /// <errors>EAGAIN none was in time; EINTR a handler ran.</errors>
    /// <source>POSIX.1-2017 aio_suspend()</source>
    public static SyscallResult Suspend(Machine m, int task, ref Trap trap)
    {
        foreach (long number in trap.Payload as long[] ?? [])
        {
            m.RowsVisited++;
            if (Find(m, task, number) is var request and not 0 && m.Requests[request].Text is not null)
            {
                return SyscallResult.Of(0);
            }
        }

        if (trap.A0 == 0)
        {
            return SyscallResult.FailNotYet(Errno.EAGAIN);
        }

        var on = new WaitsOn(WaitKind.Request, 0, 0);
        if (m.Tasks[task].Call == SyscallNumber.None)
        {
            if (trap.A0 > 0)
            {
                Sleeping.SetDeadline(m, task, VirtualTime.After(m.Now, trap.A0));
            }

            return SyscallResult.Block(on);
        }

        return trap.A0 > 0 && Sleeping.Left(m, task) == 0 ? SyscallResult.Fail(Errno.EAGAIN)
            : (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0 ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    /// <summary>exit and exec: what was asked for is not wanted any more.</summary>
    public static void Cancel(Machine m, int task)
    {
        if (task >= m.TaskRequests.Capacity)
        {
            return;
        }

        while (m.TaskRequests[task] is var request and not 0)
        {
            AioRow row = m.Requests[request];
            m.TaskRequests.Write(task) = row.NextOfTask;
            if (row.File != 0)
            {
                ref int place = ref m.Inodes.Write(Inodes.Of(m, row.File)).FirstRequest;
                while (place != request)
                {
                    place = ref m.Requests.Write(place).NextOfInode;
                }

                place = row.NextOfInode;
            }

            Free(m, request);
            if (row.File != 0)
            {
                OpenFiles.Release(m, row.File);
            }
        }
    }
}
