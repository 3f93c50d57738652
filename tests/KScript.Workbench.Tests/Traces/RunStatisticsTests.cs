// The metrics from hand-made events whose figures can be checked on paper.
using System.Text;
using KScript.Workbench.Metrics;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests;

public class RunStatisticsTests
{
    private static readonly NameId Name = new NameTable().Intern("job");

    // A: 0-2, 4-5; B: 2-4; A blocks at 5 until 7 and runs 7-8. Round robin with q=2, textbook style.
    private static readonly TraceEvent[] TwoJobs =
    [
        At(0, TraceEventKind.JobArrive, 2) with { State = 'R' },
        At(0, TraceEventKind.SchedSwitch, 2),
        At(1, TraceEventKind.JobArrive, 3) with { State = 'R' },
        At(2, TraceEventKind.SchedSlice, 2),
        At(2, TraceEventKind.SchedPreempt, 2),
        At(2, TraceEventKind.SchedSwitch, 3) with { OtherPid = 2 },
        At(4, TraceEventKind.ProcessExit, 3) with { State = 'Z', Status = 0 },
        At(4, TraceEventKind.ProcessReap, 3) with { OtherPid = 1 },
        At(4, TraceEventKind.SchedSwitch, 2) with { OtherPid = 3 },
        At(5, TraceEventKind.SysBlock, 2) with { Number = SyscallNumber.Io, State = 'S' },
        At(5, TraceEventKind.SchedSwitch, 0) with { OtherPid = 2 },
        At(7, TraceEventKind.SchedWakeup, 2) with { State = 'R' },
        At(7, TraceEventKind.SchedSwitch, 2),
        At(7, TraceEventKind.SysExit, 2) with { Number = SyscallNumber.Io },
        At(8, TraceEventKind.ProcessExit, 2) with { State = 'Z', Status = 9 },
        At(8, TraceEventKind.SchedSwitch, 0) with { OtherPid = 2 },
    ];

    [Fact]
    public async System.Threading.Tasks.Task Json_of_two_jobs() => await Verify(Render(TwoJobs, 1, 8, static (statistics, output, machine) => statistics.WriteJson(output, machine)));

    [Fact]
    public async System.Threading.Tasks.Task Text_of_two_jobs() => await Verify(Render(TwoJobs, 1, 8, static (statistics, output, machine) => statistics.WriteText(output, machine)));

    [Fact]
    public void Csv_of_two_jobs() => Assert.Equal(
        "pid,name,ppid,arrival,first_run,finish,response,turnaround,waiting,cpu,blocked,slowdown,voluntary_switches,involuntary_switches,exit\n"
        + "2,job,0,0,0,8,0,8,2,4,2,2.000,2,1,SIGKILL\n3,job,0,1,2,4,1,3,1,2,0,1.500,1,0,0\n",
        Render(TwoJobs, 1, 8, static (statistics, output, machine) => statistics.WriteCsv(output, machine)));

    [Fact]
    public void Times_of_two_jobs()
    {
        var statistics = Collect(TwoJobs, 1, 8);
        var a = statistics.Tasks[0];
        Assert.Equal((0, 0, 8, 0, 8), (a.Arrival, a.FirstRun, a.Finish, a.Response, a.Turnaround));
        Assert.Equal((2, 4, 2), (a.Waiting, a.Cpu, a.Blocked));
        Assert.Equal((2, 1), (a.VoluntarySwitches, a.InvoluntarySwitches));
        var b = statistics.Tasks[1];
        Assert.Equal((1, 2, 4, 1, 3), (b.Arrival, b.FirstRun, b.Finish, b.Response, b.Turnaround));
        Assert.Equal((1, 2, 0), (b.Waiting, b.Cpu, b.Blocked));
        Assert.Equal((1, 0), (b.VoluntarySwitches, b.InvoluntarySwitches));
        Assert.Equal((6, 2, 4), (statistics.Busy(0), statistics.Idle, statistics.Switches));
        Assert.True(a.IsZombie);
        Assert.False(b.IsZombie);
        Assert.Equal(
            [new(0, 0, 2), new(2, 0, 3), new(4, 0, 2), new(5, 0, 0), new(7, 0, 2)],
            statistics.Schedule);
    }

    [Fact]
    public void A_run_of_no_length_counts_and_is_no_entry()
    {
        var statistics = Collect(
        [
            At(0, TraceEventKind.Boot, 2) with { State = 'R' },
            At(0, TraceEventKind.SchedSwitch, 2),
            At(0, TraceEventKind.SysExit, 2) with { Number = SyscallNumber.Fork, Result = 3, OtherPid = 3 },
            At(0, TraceEventKind.SysBlock, 2) with { Number = SyscallNumber.Wait4, State = 'S' },
            At(0, TraceEventKind.SchedSwitch, 3) with { OtherPid = 2 },
            At(4, TraceEventKind.ProcessExit, 3) with { State = 'Z' },
            At(4, TraceEventKind.SchedWakeup, 2) with { State = 'R' },
            At(4, TraceEventKind.SchedSwitch, 2) with { OtherPid = 3 },
            At(4, TraceEventKind.ProcessExit, 2) with { State = 'Z' },
            At(4, TraceEventKind.SchedSwitch, 0) with { OtherPid = 2 },
        ], 1, 4);
        Assert.Equal([new(0, 0, 3)], statistics.Schedule);
        Assert.Equal(3, statistics.Switches);
        Assert.Equal(0, statistics.Tasks[0].FirstRun);
        Assert.Equal(4, statistics.Tasks[0].Blocked);
        Assert.Equal(2, statistics.Tasks[0].VoluntarySwitches);
    }

    [Fact]
    public void Stretches_of_one_task_with_nothing_between_are_one_entry()
    {
        var statistics = Collect(
        [
            At(0, TraceEventKind.Boot, 2) with { State = 'R' },
            At(0, TraceEventKind.SchedSwitch, 2),
            At(3, TraceEventKind.SysBlock, 2) with { Number = SyscallNumber.Nanosleep, State = 'S' },
            At(3, TraceEventKind.SchedSwitch, 0) with { OtherPid = 2 },
            At(3, TraceEventKind.SchedWakeup, 2) with { State = 'R' },
            At(3, TraceEventKind.SchedSwitch, 2),
        ], 2, 5);
        Assert.Equal([new(0, 0, 2), new(0, 1, 0)], statistics.Schedule);
        Assert.Equal(5, statistics.Idle);
    }

    [Fact]
    public void A_task_may_move_before_its_old_CPU_reports()
    {
        var statistics = Collect(
        [
            At(0, TraceEventKind.Boot, 2) with { State = 'R' },
            At(0, TraceEventKind.SchedSwitch, 2) with { Cpu = 1 },
            At(3, TraceEventKind.SysBlock, 2) with { Cpu = 1, Number = SyscallNumber.Wait4, State = 'S' },
            At(3, TraceEventKind.SchedWakeup, 2) with { State = 'R' },
            At(3, TraceEventKind.SchedSwitch, 2) with { Cpu = 0 },
            At(3, TraceEventKind.SchedSwitch, 0) with { Cpu = 1, OtherPid = 2 },
            At(5, TraceEventKind.ProcessExit, 2) with { Cpu = 0, State = 'Z' },
            At(5, TraceEventKind.SchedSwitch, 0) with { Cpu = 0, OtherPid = 2 },
        ], 2, 5);
        var task = statistics.Tasks[0];
        Assert.Equal((5, 0, 0), (task.Cpu, task.Waiting, task.Blocked));
        Assert.Equal((2, 0), (task.VoluntarySwitches, task.InvoluntarySwitches));
        Assert.Equal((2, 3), (statistics.Busy(0), statistics.Busy(1)));
        Assert.Equal([new(0, 0, 0), new(0, 1, 2), new(3, 0, 2), new(3, 1, 0)], statistics.Schedule);
    }

    [Fact]
    public void The_cost_of_a_switch_is_nobodys()
    {
        var statistics = Collect(
        [
            At(0, TraceEventKind.JobArrive, 2) with { State = 'R' },
            At(0, TraceEventKind.JobArrive, 3) with { State = 'R' },
            At(0, TraceEventKind.SchedSwitch, 2),
            At(4, TraceEventKind.ProcessExit, 2) with { State = 'Z' },
            At(4, TraceEventKind.SchedSwitch, 3) with { OtherPid = 2 },
            At(8, TraceEventKind.ProcessExit, 3) with { State = 'Z' },
            At(8, TraceEventKind.SchedSwitch, 0) with { OtherPid = 3 },
        ], 1, 8, switchTicks: 1);
        Assert.Equal([new(0, 0, 0), new(1, 0, 2), new(4, 0, 0), new(5, 0, 3)], statistics.Schedule);
        Assert.Equal((6, 2), (statistics.Busy(0), statistics.Idle));
        Assert.Equal((1, 3, 0), (statistics.Tasks[0].FirstRun, statistics.Tasks[0].Cpu, statistics.Tasks[0].Waiting));
        Assert.Equal((5, 3, 4), (statistics.Tasks[1].FirstRun, statistics.Tasks[1].Cpu, statistics.Tasks[1].Waiting));
    }

    [Fact]
    public void A_pid_used_again_is_another_task()
    {
        var statistics = Collect(
        [
            At(0, TraceEventKind.JobArrive, 2) with { State = 'R' },
            At(1, TraceEventKind.ProcessExit, 2) with { State = 'Z' },
            At(1, TraceEventKind.ProcessReap, 2) with { OtherPid = 1 },
            At(2, TraceEventKind.JobArrive, 2) with { State = 'R' },
        ], 1, 3);
        Assert.Equal(2, statistics.Tasks.Length);
        Assert.Equal((1, -1), (statistics.Tasks[0].Finish, statistics.Tasks[1].Finish));
    }

    private static TraceEvent At(long time, TraceEventKind kind, int pid) => new() { Time = time, Kind = kind, Pid = pid, Name = Name };

    private static Machine NewMachine(MachineSettings settings, long end)
    {
        var names = new NameTable();
        names.Intern("job");
        var machine = Machine.Create(settings, names, new BootPrograms());
        machine.S.Now = end;
        return machine;
    }

    private static RunStatistics Collect(TraceEvent[] events, int cpus, long end, long switchTicks = 0)
    {
        var settings = new MachineSettings { Cpus = cpus, SwitchTicks = switchTicks };
        var machine = NewMachine(settings, end);
        var statistics = new RunStatistics(settings, keepSchedule: true);
        foreach (var e in events)
        {
            statistics.Write(machine, e);
        }

        statistics.End(machine);
        return statistics;
    }

    private static string Render(TraceEvent[] events, int cpus, long end, Action<RunStatistics, Utf8Output, Machine> write)
    {
        var machine = NewMachine(new MachineSettings { Cpus = cpus }, end);
        var statistics = Collect(events, cpus, end);
        var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        write(statistics, output, machine);
        output.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
