// Files with contents: regular ones in memory, and those of /proc, whose text is made when it is read.
using System.Globalization;

namespace KScript.Kernel;

/// <summary>Reading and writing at an offset.</summary>
internal static class RegularFiles
{
    /// <summary>How long a file may be: it is in memory.</summary>
    public const long MostBytes = 1 << 30;

    /// <summary>From the offset, which moves on.</summary>
    public static SyscallResult Read(Machine m, int file, long count)
    {
        OpenFileRow open = m.OpenFiles[file];
        ref readonly InodeRow row = ref m.Inodes[open.Inode];
        string? text = row.Kind == InodeKind.Proc ? ProcFiles.Text(m, in row) : Contents.All(m, ref m.Inodes.Write(open.Inode));
        if (text is null)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int total = ByteText.Count(text);
        int length = (int)Math.Clamp(total - open.Offset, 0, count);
        if (length == 0)
        {
            return SyscallResult.Of("");
        }

        m.OpenFiles.Write(file).Offset += length;
        return SyscallResult.Of(ByteText.Slice(text, (int)open.Offset, length, total));
    }

    /// <summary>At the offset, which moves on; with O_APPEND at the end.</summary>
    public static SyscallResult Write(Machine m, int file, string text)
    {
        int inode = Inodes.Of(m, file);
        int count = ByteText.Count(text);
        ref OpenFileRow open = ref m.OpenFiles.Write(file);
        ref InodeRow row = ref m.Inodes.Write(inode);
        if ((open.Flags & OpenFlags.Append) != 0)
        {
            open.Offset = row.Size;
        }

        if (open.Offset + count > MostBytes)
        {
            return SyscallResult.Fail(Errno.EFBIG);
        }

        if (count > 0)
        {
            Put(m, ref row, text, count, open.Offset);
            open.Offset += count;
        }

        return SyscallResult.Of(count);
    }

    private static void Put(Machine m, ref InodeRow row, string text, int count, long offset)
    {
        if (offset == row.Size)
        {
            Contents.Append(m, ref row, text, count, 0, count);
            return;
        }

        // In the middle, or beyond the end: the file is put together anew, a gap being zeros.
        string old = Contents.All(m, ref row);
        int size = (int)row.Size;
        Contents.Clear(m, ref row);
        if (offset > size)
        {
            int gap = (int)(offset - size);
            Whole(m, ref row, old, size);
            Contents.Append(m, ref row, new string('\0', gap), gap, 0, gap);
            Contents.Append(m, ref row, text, count, 0, count);
            return;
        }

        int end = (int)offset + count;
        List<string> parts = [ByteText.Slice(old, 0, (int)offset, size), text, end < size ? ByteText.Slice(old, end, size - end, size) : ""];
        string joined = ByteText.Join(parts);
        Whole(m, ref row, joined, ByteText.Count(joined));
    }

    private static void Whole(Machine m, ref InodeRow row, string text, int bytes)
    {
        if (bytes > 0)
        {
            Contents.Append(m, ref row, text, bytes, 0, bytes);
        }
    }

    /// <summary>fstat_size(fd): how many bytes there are: of a file, or in a pipe.</summary>
    /// <errors>EBADF no such descriptor.</errors>
    /// <source>fstat(2); of a pipe ioctl FIONREAD</source>
    public static SyscallResult Size(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        return file == 0 ? SyscallResult.Fail(Errno.EBADF) : SyscallResult.Of(m.Inodes[Inodes.Of(m, file)].Size);
    }
}

/// <summary>Which file of /proc/PID.</summary>
internal enum ProcFile
{
    /// <summary>stat, as far as there is something to say.</summary>
    Stat,
    /// <summary>status.</summary>
    Status,
    /// <summary>children (on Linux in task/TID).</summary>
    Children,
}

/// <summary>The texts of /proc (proc(5)).</summary>
internal static class ProcFiles
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A file's number by its name; -1: there is none.</summary>
    public static int Find(string name) => name switch
    {
        "stat" => (int)ProcFile.Stat,
        "status" => (int)ProcFile.Status,
        "children" => (int)ProcFile.Children,
        _ => -1,
    };

    /// <summary>What the inode of a file of /proc says: which it is, and the pid namespace of who opened it, whose numbers are in the text.</summary>
    public static long ValueOf(ProcFile file, int space) => (long)file | ((long)space << 8);

    /// <summary>Which file an inode is.</summary>
    public static ProcFile FileOf(in InodeRow row) => (ProcFile)(row.Value & 0xff);

    /// <summary>The text of a file; null: the process is gone.</summary>
    public static string? Text(Machine m, in InodeRow row)
    {
        int task = TaskTable.Find(m, row.Other);
        int space = (int)(row.Value >> 8);
        return task == 0 ? null : FileOf(in row) switch
        {
            ProcFile.Stat => Stat(Seen(m, task, space)),
            ProcFile.Status => Status(m, task, space),
            _ => string.Concat(m.ChildrenOf(row.Other).Select(child => string.Create(Culture, $"{m.NumberIn(space, child)} "))),
        };
    }

    private static ProcessView Seen(Machine m, int task, int space) => m.SeenFrom(space, ProcessView.Of(m, task));

    /// <summary>The first fields: pid (comm) state ppid pgrp session.</summary>
    private static string Stat(in ProcessView p) =>
        string.Create(Culture, $"{p.Pid} ({p.Name}) {Describing.Letter(p.State)} {p.Ppid} {p.Pgid} {p.Sid}\n");

    private static string Status(Machine m, int task, int space)
    {
        ProcessView p = Seen(m, task, space);
        TaskExtra extra = TaskTable.ReadExtra(m, task);
        ulong ignored = 0, caught = 0;
        for (int signal = 1; signal <= Kernel.Signal.SIGRTMAX; signal++)
        {
            long handler = Signals.ActionOf(m, task, signal).Handler;
            ignored |= handler == SignalHandler.Ignore ? Kernel.Signal.Bit(signal) : 0;
            caught |= handler > SignalHandler.Ignore ? Kernel.Signal.Bit(signal) : 0;
        }

        return string.Create(
            Culture,
            $"Name:\t{p.Name}\nState:\t{Describing.Letter(p.State)} ({Word(p.State)})\nTgid:\t{p.Pid}\nPid:\t{p.Pid}\nPPid:\t{p.Ppid}\nTracerPid:\t{Tracing.TracerPidOf(m, task)}\nUid:\t{extra.Uid}\nFDSize:\t{Descriptors.CountOf(m, task)}\n{Numbers(m, task, space)}SigPnd:\t{extra.OwnPending:x16}\nShdPnd:\t{extra.Pending:x16}\nSigBlk:\t{extra.Mask:x16}\nSigIgn:\t{ignored:x16}\nSigCgt:\t{caught:x16}\n");
    }

    /// <summary>NSpid: the process's numbers from the reader's pid namespace inwards; where there is none but the machine's, nothing.</summary>
    private static string Numbers(Machine m, int task, int space) =>
        m.HasNamespaces ? $"NSpid:\t{string.Join('\t', m.NumbersOf(m.Tasks[task].Pid, space))}\n" : "";

    private static string Word(TaskState state) => state switch
    {
        TaskState.Ready or TaskState.Running => "running",
        TaskState.Interruptible => "sleeping",
        TaskState.Uninterruptible => "disk sleep",
        TaskState.Stopped => "stopped",
        TaskState.Traced => "tracing stop",
        TaskState.Zombie => "zombie",
        TaskState.Free or TaskState.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
