// No table of the machine is forgotten: each is in the one list, and each part of a copy is what it is of the original.
using System.Collections;
using System.Reflection;

namespace KScript.Kernel.Tests;

public class MachineTablesTests
{
    private struct Listing : ITableVisitor
    {
        public List<object> Tables { get; set; }

        public List<ulong> Seeds { get; set; }

        public readonly void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk
        {
            Tables.Add(table);
            if (TWalk.Key != RowKey.None)
            {
                Seeds.Add(TWalk.Seed);
            }
        }
    }

    [Fact]
    public void Every_table_is_in_the_list_once_and_has_a_seed_of_its_own()
    {
        Machine m = Scenario.Boot(new MachineSettings(), Do.Compute(1)).Machine;
        var listing = new Listing { Tables = [], Seeds = [] };
        m.EachTable(ref listing);
        FieldInfo[] fields = [.. Changes.FieldsOf(typeof(Machine)).Where(IsTable)];
        Assert.True(fields.Length > 10);
        Assert.Empty(fields.Where(field => listing.Tables.Count(table => ReferenceEquals(table, field.GetValue(m))) != 1).Select(field => field.Name));
        Assert.Equal(fields.Length, listing.Tables.Count);
        Assert.Equal(listing.Seeds.Count, listing.Seeds.Distinct().Count());
    }

    [Theory]
    [InlineData("rr q=2 cpus=3")]
    [InlineData("rr q=3 cpus=2 queues=percpu balance=4 peek=3")]
    [InlineData("linux rt_runtime=5 rt_period=9")]
    [InlineData("eevdf q=2")]
    public void Copies_and_restored_machines_have_every_part(string settings)
    {
        Machine m = Boot(settings);
        Machine restored = m.Snapshot();
        restored.Run(new RunLimits());
        for (int step = 0; m.Step(); step++)
        {
            Machine copy = m.Snapshot();
            restored.Restore(m);
            foreach (FieldInfo field in Changes.FieldsOf(typeof(Machine)).Where(IsPart))
            {
                Assert.True(Same(field.GetValue(m), field.GetValue(copy)), $"{field.Name} of a copy, step {step}");
                Assert.True(Same(field.GetValue(m), field.GetValue(restored)), $"{field.Name} restored, step {step}");
            }
        }
    }

    private static Machine Boot(string settings) => Scenario.Boot(Scenario.Settings(settings), StateIdentityTests.Everything()).Machine;

    private static bool IsTable(FieldInfo field) => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(PagedTable<>);

    /// <summary>State in arrays and in the kernel's own collections.</summary>
    private static bool IsPart(FieldInfo field) => field.FieldType.IsArray && field.FieldType != typeof(TraceSink[]) && field.Name is not ("pool" or "timerOrder")
        || field.FieldType == typeof(CpuSet) || field.FieldType == typeof(CpuTimes) || field.FieldType == typeof(WaitingCounts) || field.FieldType == typeof(MachineScalars);

    private static bool Same(object? one, object? other)
    {
        if (one is null || other is null || one is string || one.GetType().IsPrimitive)
        {
            return Equals(one, other);
        }

        if (one is IList list)
        {
            return other is IList others && list.Count == others.Count && Enumerable.Range(0, list.Count).All(i => Same(list[i], others[i]));
        }

        return ReferenceEquals(one, other) || (one.GetType() == other.GetType() && Changes.FieldsOf(one.GetType()).All(field => field.Name is "<Scratch>k__BackingField" || Same(field.GetValue(one), field.GetValue(other))));
    }
}
