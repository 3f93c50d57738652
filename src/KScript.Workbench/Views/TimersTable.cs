// timers: every point of time that the machine knows already, the next one first.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders what time will bring.</summary>
internal static class TimersTable
{
    /// <summary>When, in how many ticks, whose, on which CPU, what for.</summary>
    public static string Render(Machine machine)
    {
        IReadOnlyList<TimerView> timers = machine.TimersToCome();
        if (timers.Count == 0)
        {
            return "no timer is set, and nothing uses a CPU\n";
        }

        var table = new TextTable(" DUE", " IN", "TASK", " CPU", "WHAT");
        foreach (TimerView timer in timers)
        {
            table.Add(
                timer.Due.ToString(CultureInfo.InvariantCulture),
                (timer.Due - machine.Now).ToString(CultureInfo.InvariantCulture),
                timer.Pid != 0 ? PerProcess.Label(timer.Name, timer.Pid) : timer.Name.Length > 0 ? timer.Name : "-",
                timer.Cpu < 0 ? "-" : timer.Cpu.ToString(CultureInfo.InvariantCulture),
                What(timer));
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }

    private static string What(in TimerView timer) => timer.Purpose switch
    {
        TimerPurpose.Boost => "boost: all tasks to the top queue",
        TimerPurpose.JobArrival => "init starts the job",
        TimerPurpose.Wake => $"{SyscallTable.Find(timer.Call)?.Name ?? "call"} is over",
        TimerPurpose.Alarm => "alarm: SIGALRM",
        TimerPurpose.File => $"timerfd: goes off (inode {timer.Pid})",
        TimerPurpose.CpuTime => "CPU time runs out: SIGVTALRM, SIGPROF",
        TimerPurpose.SwitchEnd => "context switch is over",
        TimerPurpose.BurstEnd => "burst is over",
        TimerPurpose.SliceEnd => "slice is over",
        TimerPurpose.Until => "until: conditions on the time, every tick",
    };
}
