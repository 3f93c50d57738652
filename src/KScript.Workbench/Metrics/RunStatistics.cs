// The metrics of a run, computed from its events alone: memory in proportion to its tasks (and, where the schedule is
// kept, to its switches). RunStatistics.Json.cs and RunStatistics.Text.cs print them.
using KScript.Kernel;

namespace KScript.Workbench.Metrics;

/// <summary>Computes arrival, response, turnaround, waiting, switches, utilisation … of a run.</summary>
internal sealed partial class RunStatistics : TraceSink
{
    private readonly MachineSettings settings;
    private readonly Schedule? collected;
    private readonly CpuUse[] cpus;
    private TaskStatistics[] tasks = new TaskStatistics[64];
    private int taskCount;

    // The record of each pid in use, plus 1; a pid may be used again once its task is gone.
    private int[] recordOf = new int[64];

    /// <summary>Statistics of one run.</summary>
    /// <param name="settings">The machine's.</param>
    /// <param name="keepSchedule">Whether who ran when is kept.</param>
    /// <param name="maximumEntries">How much of that is kept: beyond it the older half is forgotten.</param>
    public RunStatistics(MachineSettings settings, bool keepSchedule, int maximumEntries = int.MaxValue)
    {
        this.settings = settings;
        cpus = new CpuUse[settings.Cpus];
        collected = keepSchedule ? new Schedule(settings.Cpus, maximumEntries) : null;
    }

    private RunStatistics(RunStatistics from)
    {
        settings = from.settings;
        cpus = [.. from.cpus];
        collected = from.collected?.Copy();
        tasks = [.. from.tasks];
        taskCount = from.taskCount;
        recordOf = [.. from.recordOf];
        Time = from.Time;
        Switches = from.Switches;
        Schedule = from.Schedule;
        Phases = from.Phases?.Copy();
    }

    /// <summary>A copy that goes its own way: statistics of a run that is about to be tried in two ways.</summary>
    public RunStatistics Copy() => new(this);

    private struct CpuUse
    {
        /// <summary>The record of the task it runs, plus 1; 0: idle.</summary>
        public int Record;
        /// <summary>The record of the last task it ran, plus 1.</summary>
        public int Last;
        public long Since;
        public long Busy;
    }

    /// <summary>Where it is noted when each task was ready, running and blocked; null: nowhere.</summary>
    public TaskPhases? Phases { get; init; }

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.All;

    /// <summary>When the run ended.</summary>
    public long Time { get; private set; }

    /// <summary>How often a CPU took a task.</summary>
    public long Switches { get; private set; }

    /// <summary>All tasks in the order of their creation; valid after <see cref="End"/>.</summary>
    public ReadOnlySpan<TaskStatistics> Tasks => tasks.AsSpan(0, taskCount);

    /// <summary>Who ran when; valid after <see cref="End"/>, where it was kept.</summary>
    public ScheduleEntry[] Schedule { get; private set; } = [];

    /// <summary>From when on <see cref="Schedule"/> is known; 0 unless some of it was forgotten.</summary>
    public long ScheduleFrom => collected?.From ?? 0;

    /// <summary>Ticks in which a CPU ran a task.</summary>
    public long Busy(int cpu) => cpus[cpu].Busy;

    /// <summary>Ticks in which CPUs ran no task, all together.</summary>
    public long Idle
    {
        get
        {
            long idle = Time * cpus.Length;
            foreach (ref var cpu in cpus.AsSpan())
            {
                idle -= cpu.Busy;
            }

            return idle;
        }
    }

    /// <summary>What is kept of a change of who runs, about.</summary>
    private const int BytesOfChange = 24;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
        if (collected is not null || Phases is not null)
        {
            machine.Meter.Keep(BytesOfChange);
        }

        switch (e.Kind)
        {
            case TraceEventKind.Boot:
                // init counts as a task with metrics only if it ever gets a CPU: the built-in one does not.
                Add(e.Time, e.Pid, e.Name, e.OtherPid, e.Pid == 1 ? TaskMarks.None : TaskMarks.Scheduled);
                break;
            case TraceEventKind.JobArrive:
                Add(e.Time, e.Pid, e.Name, e.OtherPid, TaskMarks.Scheduled);
                tasks[taskCount - 1].Deadline = e.A0;
                break;
            case TraceEventKind.SysExit:
                CallDone(e);
                break;
            case TraceEventKind.NamespaceEnd when e.State == '\0':
                break;
            case TraceEventKind.SysBlock or TraceEventKind.UntilBlock or TraceEventKind.ProcessStop or TraceEventKind.TraceStop
                or TraceEventKind.CgroupFreeze or TraceEventKind.NamespaceEnd:
                Blocks(e);
                NoteMade(e);
                break;
            case TraceEventKind.UntilDone or TraceEventKind.Compute:
                Record(e.Pid).Flags &= ~TaskMarks.GivesUp;
                break;
            case TraceEventKind.SchedWakeup:
                Wakes(e);
                break;
            case TraceEventKind.SchedSwitch:
                Switch(e);
                break;
            case TraceEventKind.ProcessExit or TraceEventKind.ThreadExit:
                Ends(e);
                break;
            case TraceEventKind.ThreadLeads:
                Leads(e);
                break;
            case TraceEventKind.ProcessReap:
                Record(e.Pid).Flags &= ~TaskMarks.Zombie;
                Note(recordOf[e.Pid], e.Time);
                break;
            case TraceEventKind.ProcessContinue:
                Continues(e);
                break;
            case TraceEventKind.ProcessAdopt:
                Record(e.Pid).Ppid = e.OtherPid;
                break;
            case TraceEventKind.ProcessExec:
                Record(e.Pid).Name = e.Name;
                break;
        }
    }

    /// <summary>Closes the books at the machine's present time. The run may go on after it, and end again.</summary>
    public void End(Machine machine)
    {
        Time = machine.Now;
        foreach (ref var cpu in cpus.AsSpan())
        {
            if (cpu.Since <= Time)
            {
                Charge(ref cpu, Time);
            }
        }

        foreach (ref var task in tasks.AsSpan(0, taskCount))
        {
            task.Account(Time);
        }

        Schedule = collected?.End(Time) ?? [];
    }

    private void CallDone(in TraceEvent e)
    {
        ref var caller = ref Record(e.Pid);
        caller.Flags &= ~TaskMarks.GivesUp;
        NoteMade(e);
    }

    private void NoteMade(in TraceEvent e)
    {
        if (e.MakesTask)
        {
            Add(e.Time, e.OtherPid, e.OtherName, e.Pid, TaskMarks.Scheduled);
        }
    }

    private void Blocks(in TraceEvent e)
    {
        ref var task = ref Record(e.Pid);
        task.Account(e.Time);
        task.Flags |= TaskMarks.Blocked | TaskMarks.GivesUp;
        task.Asleep = e.Kind is TraceEventKind.ProcessStop or TraceEventKind.TraceStop ? TaskPhase.Stopped : PhaseOf(e.State);
        Note(recordOf[e.Pid], e.Time);
    }

    // A task that was stopped in its sleep goes on sleeping; one that was not wakes by an event of its own.
    private void Continues(in TraceEvent e)
    {
        ref var task = ref Record(e.Pid);
        if ((task.Flags & TaskMarks.Blocked) != 0 && e.State is 'S' or 'D')
        {
            task.Asleep = PhaseOf(e.State);
            Note(recordOf[e.Pid], e.Time);
        }
    }

    private static TaskPhase PhaseOf(char state) => state == 'D' ? TaskPhase.Uninterruptible : TaskPhase.Blocked;

    private void Wakes(in TraceEvent e)
    {
        ref var task = ref Record(e.Pid);
        task.Account(e.Time);
        task.Flags = (task.Flags & ~TaskMarks.Blocked) | TaskMarks.Scheduled;
        Note(recordOf[e.Pid], e.Time);
    }

    private void Ends(in TraceEvent e)
    {
        ref var task = ref Record(e.Pid);
        task.Account(e.Time);
        task.Finish = e.Time;
        task.Status = e.Status;
        task.Flags |= TaskMarks.Ended | TaskMarks.GivesUp | (e.State == 'Z' ? TaskMarks.Zombie : TaskMarks.None);
        Note(recordOf[e.Pid], e.Time);
    }

    // The thread that called execve goes on as its process's first, which may have ended before.
    private void Leads(in TraceEvent e)
    {
        ref var was = ref Record(e.OtherPid);
        was.Account(e.Time);
        was.Finish = e.Time;
        was.Flags = (was.Flags & ~TaskMarks.OnCpu) | TaskMarks.Ended;
        Note(recordOf[e.OtherPid], e.Time);
        ref var cpu = ref cpus[e.Cpu];
        Charge(ref cpu, e.Time);
        ref var first = ref Record(e.Pid);
        first.Account(e.Time);
        first.Finish = -1;
        first.Since = e.Time;
        first.Processor = e.Cpu;
        first.Flags = (first.Flags & ~(TaskMarks.Ended | TaskMarks.Zombie | TaskMarks.Blocked | TaskMarks.GivesUp)) | TaskMarks.OnCpu | TaskMarks.Scheduled;
        cpu.Record = cpu.Last = recordOf[e.Pid];
        Note(cpu.Record, e.Time);
        collected?.Switch(e.Time, cpu.Since, e.Cpu, e.Pid);
    }

    private void Switch(in TraceEvent e)
    {
        ref var cpu = ref cpus[e.Cpu];
        Charge(ref cpu, e.Time);
        if (cpu.Record > 0)
        {
            Leaves(ref tasks[cpu.Record - 1], e.Time);
            Note(cpu.Record, e.Time);
        }

        cpu.Record = e.Pid > 0 ? recordOf[e.Pid] : 0;
        if (cpu.Record > 0)
        {
            LeavesElsewhere(e);
            Takes(ref cpu, e);
        }

        collected?.Switch(e.Time, cpu.Since, e.Cpu, e.Pid);
    }

    // A task that blocks and wakes in one instant may be on another CPU before its old one says what it does now.
    private void LeavesElsewhere(in TraceEvent e)
    {
        ref var task = ref Record(e.Pid);
        if ((task.Flags & TaskMarks.OnCpu) != 0)
        {
            ref var old = ref cpus[task.Processor];
            Charge(ref old, e.Time);
            Leaves(ref task, e.Time);
            Note(old.Record, e.Time);
            old.Record = 0;
            collected?.Switch(e.Time, e.Time, task.Processor, 0);
        }
    }

    private static void Leaves(ref TaskStatistics task, long now)
    {
        task.Account(now);
        if ((task.Flags & TaskMarks.GivesUp) != 0)
        {
            task.VoluntarySwitches++;
        }
        else
        {
            task.InvoluntarySwitches++;
        }

        task.Flags &= ~(TaskMarks.OnCpu | TaskMarks.GivesUp);
        task.Since = now;
    }

    private void Takes(ref CpuUse cpu, in TraceEvent e)
    {
        long now = e.Time;
        ref var task = ref tasks[cpu.Record - 1];
        bool migrates = task.FirstRun >= 0 && task.Processor != e.Cpu;
        task.Migrations += migrates ? 1 : 0;
        task.Processor = e.Cpu;
        task.Account(now);
        task.Flags = (task.Flags & ~TaskMarks.Blocked) | TaskMarks.OnCpu | TaskMarks.Scheduled;

        // What the switch costs (machine switch=N, migrate=N) is nobody's: the task runs from its end on.
        long start = now + (cpu.Last == cpu.Record ? 0 : settings.SwitchTicks) + (migrates ? settings.CpuOptions.MigrateTicks : 0);
        if (task.FirstRun < 0)
        {
            task.FirstRun = start;
        }

        task.Since = start;
        cpu.Since = start;
        cpu.Last = cpu.Record;
        Switches++;
        Note(cpu.Record, start);
    }

    private static void Charge(ref CpuUse cpu, long now)
    {
        if (cpu.Record > 0)
        {
            cpu.Busy += Math.Max(0, now - cpu.Since);
        }

        cpu.Since = now;
    }

    private void Add(long now, int pid, NameId name, int parent, TaskMarks flags)
    {
        if (taskCount == tasks.Length)
        {
            Array.Resize(ref tasks, 2 * taskCount);
        }

        if (pid >= recordOf.Length)
        {
            Array.Resize(ref recordOf, Math.Max(pid + 1, 2 * recordOf.Length));
        }

        tasks[taskCount++] = new TaskStatistics
        {
            Pid = pid,
            Name = name,
            Ppid = parent,
            Arrival = now,
            FirstRun = -1,
            Finish = -1,
            Since = now,
            Flags = flags,
        };
        recordOf[pid] = taskCount;
        Note(taskCount, now);
    }

    private void Note(int record, long time)
    {
        if (Phases is not null)
        {
            TaskMarks flags = tasks[record - 1].Flags;
            Phases.Note(time, record - 1, (flags & TaskMarks.Ended) != 0 ? (flags & TaskMarks.Zombie) != 0 ? TaskPhase.Zombie : TaskPhase.Gone
                : (flags & TaskMarks.OnCpu) != 0 ? TaskPhase.Running
                : (flags & TaskMarks.Blocked) != 0 ? tasks[record - 1].Asleep
                : TaskPhase.Ready);
        }
    }

    private ref TaskStatistics Record(int pid)
    {
        int record = (uint)pid < (uint)recordOf.Length ? recordOf[pid] : 0;
        if (record == 0)
        {
            throw new InvalidOperationException($"an event of pid {pid}, which never began");
        }

        return ref tasks[record - 1];
    }
}
