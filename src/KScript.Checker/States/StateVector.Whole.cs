// The vector where a script makes calls that the model checker does not know: nothing is left out. It is the kernel's own walk over its state,
// the one that hashes and dumps are made of, without what is the scheduler's. Slow, and never wrong.
using KScript.Kernel;

namespace KScript.Checker.States;

internal sealed partial class StateVector
{
    private ReadOnlySpan<byte> WriteWhole(Machine m)
    {
        part.Clear();
        var tables = new WholeTables(m, new PartWriter(part));
        m.EachTable(ref tables);
        for (int task = 1; task <= m.S.TaskTop; task++)
        {
            if (m.Tasks[task].State != TaskState.Free)
            {
                WriteTimer(m, Sleeping.HasTimer(m, task) ? m.Waiters[task].Timer : 0);
                WriteTimer(m, TaskTable.ReadExtra(m, task) is { AlarmDue: not 0 } extra ? extra.AlarmTimer : 0);
            }
        }

        m.Shared?.WriteState(new PartWriter(part));
        part.Write(m.S.LastPid);
        part.Write(analysis.ReadsTime ? m.Now : 0);
        foreach (long free in m.DeviceFreeAt)
        {
            part.Write(Math.Max(0, free - m.Now));
        }

        part.Write(m.IsHalted);
        return part.Written;
    }

    private readonly struct WholeTables(Machine m, PartWriter writer) : ITableVisitor
    {
        public void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk
        {
            if (IsOfScheduler<TWalk>())
            {
                return;
            }

            var sink = new WriterSink(writer);
            int rows = Math.Min(m.RowsOf(TWalk.Key), table.Capacity);
            for (int row = 1; row < rows; row++)
            {
                if (TWalk.Exists(m, row))
                {
                    writer.Section("row", row);
                    TWalk.Walk(m, row, ref sink);
                }
            }
        }

        private static bool IsOfScheduler<TWalk>() =>
            typeof(TWalk) == typeof(SchedWalk) || typeof(TWalk) == typeof(EntityWalk) || typeof(TWalk) == typeof(NodeWalk)
            || typeof(TWalk) == typeof(TaskCpuWalk) || typeof(TWalk) == typeof(WarmWalk);
    }

    /// <summary>Writes what a program or a row says of itself.</summary>
    private sealed class PartWriter(ByteWriter bytes) : StateWriter
    {
        public override void Write(string field, long value) => bytes.Write(value);

        public override void Write(string field, string? value) => bytes.Write(value ?? "\0");
    }
}
