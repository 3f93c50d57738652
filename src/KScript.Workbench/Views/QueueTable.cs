// queues: what runs on each CPU, and who waits for one: every level of every run queue, the head first.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders CPUs and run queues.</summary>
internal static class QueueTable
{
    private const string Nothing = "-";

    /// <summary>Two tables: the CPUs, the queues.</summary>
    public static string Render(Machine machine)
    {
        var text = new StringBuilder();
        Processors(machine).WriteTo(text);
        text.Append('\n');
        Queues(machine).WriteTo(text);
        return text.ToString();
    }

    private static TextTable Processors(Machine machine)
    {
        var table = new TextTable(" CPU", "RUNS", " LEVEL", " SLICE", " BURST");
        foreach (CpuView cpu in machine.Processors())
        {
            string runs = cpu.Activity switch
            {
                CpuActivity.Idle => "idle",
                CpuActivity.Switching => $"switch to {PerProcess.Label(cpu.Name, cpu.Pid)}",
                CpuActivity.Chain or CpuActivity.Burst => PerProcess.Label(cpu.Name, cpu.Pid),
            };
            table.Add(Number(cpu.Cpu), runs, Known(cpu.Level), Known(cpu.SliceLeft), Known(cpu.BurstLeft));
        }

        return table;
    }

    private static TextTable Queues(Machine machine)
    {
        var table = new TextTable(" QUEUE", " LEVEL", " PLACE", "READY", " SLICE", " BURST");
        foreach (QueueView queue in machine.ReadyQueuesNow())
        {
            string number = Number(queue.RunQueue), level = Number(queue.Level);
            if (queue.Tasks.Count == 0)
            {
                table.Add(number, level, Nothing, "nobody", Nothing, Nothing);
            }

            for (int place = 0; place < queue.Tasks.Count; place++)
            {
                ReadyView task = queue.Tasks[place];
                table.Add(number, level, Number(place + 1), PerProcess.Label(task.Name, task.Pid), Rest(task.SliceLeft), Rest(task.BurstLeft));
            }
        }

        return table;
    }

    private static string Known(long ticks) => ticks < 0 ? Nothing : Number(ticks);

    // Of a task that waits, 0 means that nothing was begun.
    private static string Rest(long ticks) => ticks == 0 ? Nothing : Number(ticks);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
