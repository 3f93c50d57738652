// The statistics as one JSON object on one line; docs/trace-format.md has its schema.
using System.Globalization;
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Metrics;

internal sealed partial class RunStatistics
{
    /// <summary>Writes the object and a newline. Names come from the machine.</summary>
    public void WriteJson(Utf8Output output, Machine machine)
    {
        output.Write("{\"time\":"u8);
        output.Write(Time);
        output.Write(",\"idle\":"u8);
        output.Write(Idle);
        output.Write(",\"switches\":"u8);
        output.Write(Switches);
        output.Write(",\"tasks\":["u8);
        bool first = true;
        foreach (ref readonly var task in Tasks)
        {
            if (task.IsScheduled)
            {
                output.Write(first ? ""u8 : ","u8);
                WriteTask(output, machine, task);
                first = false;
            }
        }

        output.Write("],\"cpus\":["u8);
        WriteCpus(output);
        output.Write("],\"metrics\":"u8);
        MetricsJson.Write(output, new RunMetrics(this, cpus.Length));
        output.Write(",\"zombies\":["u8);
        WriteZombies(output);
        output.Write("],\"schedule\":["u8);
        WriteSchedule(output);
        output.Write("]}\n"u8);
    }

    private static void WriteTask(Utf8Output output, Machine machine, in TaskStatistics task)
    {
        output.Write("{\"pid\":"u8);
        output.Write(task.Pid);
        output.Write(",\"name\":"u8);
        JsonText.Write(output, machine.Names[task.Name]);
        output.Write(",\"ppid\":"u8);
        output.Write(task.Ppid);
        output.Write(",\"arrival\":"u8);
        output.Write(task.Arrival);
        Field(output, ",\"first_run\":"u8, task.FirstRun);
        Field(output, ",\"finish\":"u8, task.Finish);
        Field(output, ",\"response\":"u8, task.Response);
        Field(output, ",\"turnaround\":"u8, task.Turnaround);
        Field(output, ",\"waiting\":"u8, task.Waiting);
        Field(output, ",\"cpu\":"u8, task.Cpu);
        Field(output, ",\"blocked\":"u8, task.Blocked);
        Field(output, ",\"voluntary_switches\":"u8, task.VoluntarySwitches);
        Field(output, ",\"involuntary_switches\":"u8, task.InvoluntarySwitches);
        output.Write(",\"slowdown\":"u8);
        output.Write(task.Slowdown < 0 ? "null" : new Ratio(task.Slowdown, 1000).ToText(3));
        output.Write(",\"exit\":"u8);
        if (task.Finish < 0)
        {
            output.Write("null}"u8);
            return;
        }

        bool exited = WaitStatus.IsExited(task.Status);
        output.Write(exited ? "{\"code\":"u8 : "{\"signal\":"u8);
        output.Write(WaitStatus.ValueOf(task.Status));
        output.Write("}}"u8);
    }

    // A time that never came is null.
    private static void Field(Utf8Output output, ReadOnlySpan<byte> key, long value)
    {
        output.Write(key);
        if (value < 0)
        {
            output.Write("null"u8);
        }
        else
        {
            output.Write(value);
        }
    }

    private void WriteCpus(Utf8Output output)
    {
        Span<byte> number = stackalloc byte[32];
        for (int cpu = 0; cpu < cpus.Length; cpu++)
        {
            output.Write(cpu == 0 ? "{\"busy\":"u8 : ",{\"busy\":"u8);
            output.Write(Busy(cpu));
            output.Write(",\"utilisation\":"u8);
            double utilisation = Time == 0 ? 0 : (double)Busy(cpu) / Time;
            utilisation.TryFormat(number, out int length, "R", CultureInfo.InvariantCulture);
            output.Write(number[..length]);
            output.Write("}"u8);
        }
    }

    private void WriteZombies(Utf8Output output)
    {
        bool first = true;
        foreach (ref readonly var task in Tasks)
        {
            if (task.IsZombie)
            {
                output.Write(first ? ""u8 : ","u8);
                output.Write(task.Pid);
                first = false;
            }
        }
    }

    private void WriteSchedule(Utf8Output output)
    {
        bool first = true;
        foreach (ref readonly var entry in Schedule.AsSpan())
        {
            output.Write(first ? "["u8 : ",["u8);
            output.Write(entry.Time);
            output.Write(","u8);
            output.Write(entry.Cpu);
            output.Write(","u8);
            output.Write(entry.Pid);
            output.Write("]"u8);
            first = false;
        }
    }
}
