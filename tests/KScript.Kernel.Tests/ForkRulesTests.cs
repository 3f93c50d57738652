// Every field of a task is marked with what fork makes of it, and fork does what the mark says.
using System.Reflection;

namespace KScript.Kernel.Tests;

public class ForkRulesTests
{
    [Fact]
    public void Every_field_of_a_task_has_a_rule_with_a_source()
    {
        Type[] rows = [typeof(TaskRow), typeof(TaskExtra), typeof(SchedRow), typeof(SchedEntity), typeof(TaskCpu)];
        IEnumerable<FieldInfo> flags = Enum.GetNames<TaskFlags>().Where(name => name != nameof(TaskFlags.None)).Select(name => typeof(TaskFlags).GetField(name)!);
        Assert.Empty(rows.SelectMany(Changes.FieldsOf).Concat(flags)
            .Where(field => field.GetCustomAttributes<ForkRuleAttribute>().Count() != 1 || field.GetCustomAttribute<ForkRuleAttribute>()!.Source.Length == 0)
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}"));
    }

    [Fact]
    public void A_tasks_row_is_inherited_as_marked() => CheckRows("rr q=3", static m => m.Tasks);

    [Fact]
    public void The_rarer_half_is_inherited_as_marked() => CheckRows("rr q=3", static m => m.Extras);

    [Theory]
    [InlineData("mlfq q=3 queues=3")]
    [InlineData("mlfq q=3 queues=3 boost=7 stay=true")]
    public void Levels_are_inherited_as_marked(string settings) => CheckRows(settings, static m => m.Sched);

    [Theory]
    [InlineData("lottery q=3")]
    [InlineData("stride q=3")]
    public void What_a_policy_remembers_is_inherited_as_marked(string settings) => CheckRows(settings, static m => m.Entities);

    [Fact]
    public void The_CPU_is_inherited_as_marked() => CheckRows("rr q=3 cpus=2 queues=percpu", static m => m.TaskCpus);

    [Fact]
    public void Flags_are_inherited_as_marked()
    {
        foreach (TaskFlags flag in Enum.GetValues<TaskFlags>().Where(flag => flag != TaskFlags.None))
        {
            Machine m = Running("rr q=3");
            m.Tasks.Write(Main).Flags |= flag;
            int child = Fork(m);
            bool inherited = typeof(TaskFlags).GetField(flag.ToString())!.GetCustomAttribute<InheritedAttribute>() is not null;
            Assert.True(inherited == m.Tasks[child].Flags.HasFlag(flag), flag.ToString());
        }
    }

    private const int Main = 2;

    /// <summary>A process that is on a CPU, has a child and a rarer half; ready to fork.</summary>
    private static Machine Running(string settings)
    {
        Machine m = Scenario.Boot(Scenario.Settings(settings), Do.Child(Do.Sleep(50)), Do.Compute(50)).RunTo(2).Machine;
        Assert.Equal(TaskState.Running, m.Tasks[Main].State);
        TaskTable.Extra(m, Main);
        return m;
    }

    private static int Fork(Machine m)
    {
        var trap = default(Trap);
        SyscallResult result = KScript.Kernel.Fork.Call(m, Main, ref trap);
        return TaskTable.Find(m, result.Value);
    }

    /// <summary>Forks with each field changed in turn.</summary>
    private static void CheckRows<T>(string settings, Func<Machine, PagedTable<T>> table)
        where T : struct
    {
        foreach (FieldInfo field in Changes.FieldsOf(typeof(T)))
        {
            bool inherited = field.GetCustomAttribute<InheritedAttribute>() is not null;
            if (!inherited && field.GetCustomAttribute<ResetAttribute>() is null)
            {
                continue;
            }

            object? nothing = field.GetValue(default(T));
            int tried = 0;
            foreach (object value in Changes.Of(field.FieldType, field.GetValue(table(Running(settings)).Get(Main))).Where(value => !Equals(value, nothing)))
            {
                Machine m = Running(settings);
                object parent = table(m).Get(Main);
                field.SetValue(parent, value);
                table(m).Write(Main) = (T)parent;
                int child = Fork(m);
                if (child != 0)
                {
                    tried++;
                    Assert.Equal($"{field.Name}: {(inherited ? value : nothing)}", $"{field.Name}: {field.GetValue(table(m).Get(child))}");
                }
            }

            Assert.True(tried > 0, field.Name);
        }
    }
}
