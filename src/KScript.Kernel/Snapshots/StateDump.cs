// The state as text, for tests and debugging, and the comparison of two machines by it: the same walk as the hash, in the order
// of pids.
using System.Globalization;
using System.Text;

namespace KScript.Kernel;

/// <summary>Writes `field=value`, a line a section.</summary>
internal sealed class DumpWriter(NameTable names) : StateWriter
{
    private readonly StringBuilder text = new();

    public override void Section(string kind, long id)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(kind);
        if (id >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" {id}");
        }

        text.Append(':');
    }

    public override void Write(string field, long value)
    {
        text.Append(' ').Append(field).Append('=');
        switch (field)
        {
            case "state":
                text.Append((TaskState)value);
                break;
            case "call":
                text.Append((SyscallNumber)value);
                break;
            case "name":
                text.Append(names[new NameId((ushort)value)]);
                break;
            case "waits_on":
                text.Append((WaitKind)value);
                break;
            case "phase":
                text.Append((Phase)value);
                break;
            case "mode":
                text.Append((CpuMode)value);
                break;
            default:
                text.Append(value == CpuRow.Never ? "never" : value.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    public override void Write(string field, string? value)
    {
        text.Append(' ').Append(field).Append('=');
        text.Append(value is null ? "null" : '"' + value.Replace("\n", "\\n", StringComparison.Ordinal) + '"');
    }

    public override void Write(string field, ReadOnlySpan<long> values)
    {
        text.Append(' ').Append(field).Append("=[");
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{values[i]}");
        }

        text.Append(']');
    }

    public override string ToString() => text.Append('\n').ToString();
}

internal sealed partial class Machine
{
    /// <summary>Writes the whole state that is the machine's identity: tasks by pid, groups by pgid, timers in their order, CPUs.</summary>
    public void WriteState(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckNoStep();
        var sink = new WriterSink(writer);
        writer.Section("machine", -1);
        StateWalk.Scalars(this, ref sink);
        for (int cpu = 0; cpu < Cpus.Length; cpu++)
        {
            writer.Section("cpu", cpu);
            StateWalk.Cpu(this, cpu, ref sink);
        }

        for (int pid = 1; pid < PidTasks.Capacity; pid++)
        {
            WriteRows(writer, RowKey.Task, PidTasks[pid], "task", pid);
        }

        for (int pgid = 1; pgid < PidGroups.Capacity; pgid++)
        {
            WriteRows(writer, RowKey.Group, PidGroups[pgid], "group", pgid);
        }

        for (int number = 1; number <= S.LockTop; number++)
        {
            WriteRows(writer, RowKey.Lock, number, "lock", number);
        }

        for (int space = 1; space <= S.NamespaceTop; space++)
        {
            WriteRows(writer, RowKey.Namespace, Namespaces[space].Level != 0 ? space : 0, "namespace", space);
        }

        for (int pid = 1; pid < PidNumbers.Capacity; pid++)
        {
            WriteRows(writer, RowKey.Number, PidNumbers[pid] != 0 ? pid : 0, "numbers", pid);
        }

        for (int cgroup = 1; cgroup <= S.CgroupTop; cgroup++)
        {
            WriteRows(writer, RowKey.Cgroup, Cgroups[cgroup].IsUsed ? cgroup : 0, "cgroup", cgroup);
        }

        for (int number = 1; number <= S.TerminalTop; number++)
        {
            WriteRows(writer, RowKey.Terminal, number, "terminal", number);
        }

        WriteTimers(writer, ref sink);
        for (int pid = 1; pid < ReapedStatus.Capacity; pid++)
        {
            WriteRows(writer, RowKey.Pid, ReapedStatus[pid] != 0 ? pid : 0, "reaped", pid);
        }

        WriteFiles(writer);
        if (Shared is not null)
        {
            writer.Section("shared", -1);
            Shared.WriteState(writer);
        }
    }

    private void WriteFiles(StateWriter writer)
    {
        for (int table = 1; table <= S.FileTables.Top; table++)
        {
            WriteRows(writer, RowKey.FileTable, FileNumbers.IsUsed(this, FileNumber.Table, table) ? table : 0, "file_table", table);
        }

        for (int file = 1; file <= S.OpenFiles.Top; file++)
        {
            WriteRows(writer, RowKey.OpenFile, FileNumbers.IsUsed(this, FileNumber.OpenFile, file) ? file : 0, "open_file", file);
        }

        for (int inode = 1; inode <= S.Inodes.Top; inode++)
        {
            WriteRows(writer, RowKey.Inode, FileNumbers.IsUsed(this, FileNumber.Inode, inode) ? inode : 0, "inode", inode);
        }

        for (int request = 1; request <= S.Requests.Top; request++)
        {
            WriteRows(writer, RowKey.Request, FileNumbers.IsUsed(this, FileNumber.Request, request) ? request : 0, "request", request);
        }

        // Names by directory and name, polls by pid and index: their rows' numbers are no identity.
        foreach (int row in Enumerable.Range(1, S.NameTop).Where(row => FileNames[row].Name is not null)
            .OrderBy(row => FileNames[row].Directory).ThenBy(row => FileNames[row].Name, StringComparer.Ordinal))
        {
            WriteRows(writer, RowKey.FileName, row, "file_name", -1);
        }

        foreach (int row in Enumerable.Range(1, S.PollTop).Where(row => PollEntries[row].Task != 0)
            .OrderBy(row => Tasks[PollEntries[row].Task].Pid).ThenBy(row => PollEntries[row].Index))
        {
            WriteRows(writer, RowKey.Poll, row, "polls", -1);
        }
    }

    /// <summary>What all tables say of a task, a group or a pid; row 0 is nobody.</summary>
    private void WriteRows(StateWriter writer, RowKey key, int row, string kind, int id)
    {
        if (row == 0)
        {
            return;
        }

        writer.Section(kind, id);
        var writing = new RowWriting(this, writer, key, row);
        EachTable(this, this, ref writing);
    }

    /// <summary>Writes one row of each table that is numbered so; and with a task its working sets.</summary>
    private readonly struct RowWriting(Machine m, StateWriter writer, RowKey key, int row) : ITableVisitor
    {
        public void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk
        {
            if (TWalk.Key == key && row < table.Capacity)
            {
                Write<TWalk>(row);
            }
            else if (TWalk.Key == RowKey.Memory && key == RowKey.Task && m.Extras.Get(row).Memory is var memory and not 0 && m.Memories[memory].MadeFor == m.Tasks[row].Pid)
            {
                Write<TWalk>(memory);
            }
            else if (TWalk.Key == RowKey.WorkingSet && key == RowKey.Task)
            {
                for (int set = m.TaskCpus.Get(row).Warm; set != 0; set = m.Warmth[set].NextOfTask)
                {
                    Write<TWalk>(set);
                }
            }
        }

        private void Write<TWalk>(int number)
            where TWalk : struct, IRowWalk
        {
            var any = new HashSink(0);
            if (TWalk.Exists(m, number))
            {
                TWalk.Walk(m, number, ref any);
            }

            if (any.ValueOrNothing != 0)
            {
                var sink = new WriterSink(writer);
                TWalk.Walk(m, number, ref sink);
            }
        }
    }

    private void WriteTimers(StateWriter writer, ref WriterSink sink)
    {
        int rank = 0;
        long due = -1;
        foreach ((long Due, long Sequence, int Place) timer in TimersInOrder())
        {
            rank = timer.Due == due ? rank + 1 : 0;
            due = timer.Due;
            writer.Section("timer", -1);
            StateWalk.Timer(this, in Timers[timer.Place], rank, ref sink);
        }
    }

    /// <summary>The state as text, for tests and debugging: what <see cref="StateHash"/> is the hash of.</summary>
    public string StateDump()
    {
        var writer = new DumpWriter(Names);
        WriteState(writer);
        return writer.ToString();
    }

    /// <summary>Whether another machine has the same state.</summary>
    /// <param name="other">The other machine, of the same settings.</param>
    /// <param name="difference">The first line that differs, of both; "" where none does.</param>
    public bool StateEquals(Machine other, out string difference)
    {
        ArgumentNullException.ThrowIfNull(other);
        string[] mine = StateDump().Split('\n');
        string[] others = other.StateDump().Split('\n');
        for (int i = 0; i < Math.Max(mine.Length, others.Length); i++)
        {
            string here = i < mine.Length ? mine[i] : "";
            string there = i < others.Length ? others[i] : "";
            if (here != there)
            {
                difference = $"- {here}\n+ {there}";
                return false;
            }
        }

        difference = "";
        return true;
    }
}
