// Views: what a script may see of the whole machine. They cost nothing and change nothing.

namespace KScript.Kernel;

/// <summary>The views.</summary>
internal static class ViewTable
{
    private static readonly Parameter[] Pid = [new("pid", ParameterKind.Pid)];

    /// <summary>The rows, in the order of the reference page.</summary>
    public static ViewRow[] Rows { get; } =
    [
        new("state", Pid, ResultKind.Text, State, "the state's letter as ps prints it; \"\" for no such pid"),
        new("ppid", Pid, ResultKind.Int, Ppid, "the parent's pid; -1 for no such pid") { GivesPids = true },
        new("tracer", Pid, ResultKind.Int, Tracer, "the pid of the process that traces it, 0 for none; -1 for no such pid") { GivesPids = true },
        new("children", Pid, ResultKind.List, Children, "the pids of the children, oldest first, zombies included") { GivesPids = true },
        new("tasks", [new("states", ParameterKind.Text, 0)], ResultKind.List, Tasks, "the pids of all processes whose state's letter is in the text; without one, of all") { GivesPids = true, IsSorted = true },
        new("threads", [new("pid", ParameterKind.Pid, 0)], ResultKind.List, TidsOf, "the tids of a process's threads, the first thread first; of the caller's without a pid") { GivesPids = true },
        new("zombies", [], ResultKind.Int, Zombies, "how many zombies there are now"),
        new("orphans", [], ResultKind.Int, Orphans, "how many living processes have been adopted"),
        new("alive", Pid, ResultKind.Bool, Alive, "whether the process is there and no zombie"),
        new("reaped", Pid, ResultKind.Int, Reaped, "the status with which the pid was last reaped, or -1"),
        new("cmdline", Pid, ResultKind.Text, Cmdline, "the command line as ps shows it; \"\" for a zombie, whose memory is gone"),
        new("cputime", Pid, ResultKind.Int, CpuTime, "CPU time used, in ticks, of a process by all of its threads; -1 for no such pid") { DependsOnTime = true },
        new("nspid", Pid, ResultKind.List, ContainerViews.Nspid, "the numbers of a process from the asker's pid namespace inwards: NSpid of /proc/PID/status; [] for no such pid"),
        new("cgroup_of", Pid, ResultKind.Text, ContainerViews.CgroupOf, "the path of a process's cgroup, \"\" for the root: /proc/PID/cgroup"),
        new("cgroup_pids", [new("cgroup", ParameterKind.Text)], ResultKind.Int, ContainerViews.CgroupPids, "how many tasks a cgroup has, those inside it and zombies included: pids.current; -1 for no such cgroup"),
        new("frozen", [new("cgroup", ParameterKind.Text)], ResultKind.Bool, ContainerViews.Frozen, "whether a cgroup is frozen and all of its tasks stand still: cgroup.events"),
        new("tty", Pid, ResultKind.Text, Tty, "the name of the controlling terminal; \"\" for none"),
        new("tpgid", Pid, ResultKind.Int, Tpgid, "the foreground group of the controlling terminal; -1 where there is none"),
        new("pid_max", [], ResultKind.Int, PidMax, "one more than the highest pid: /proc/sys/kernel/pid_max"),
        new("now", [], ResultKind.Int, Now, "the time in ticks") { DependsOnTime = true },
        Figure("switches", RunFigure.Switches, "how often a CPU took a task, or this one", optional: true),
        Figure("response", RunFigure.Response, "the time from a task's arrival to its first run"),
        Figure("turnaround", RunFigure.Turnaround, "the time from a task's arrival to its end"),
        Figure("waiting", RunFigure.Waiting, "how long a task was ready and not running"),
        Figure("finish", RunFigure.Finish, "when a task ended"),
        Figure("missed", RunFigure.Missed, "how many jobs, or jobs of this name, missed their deadline", optional: true),
    ];

    /// <summary>A figure of the run, which is known at its end.</summary>
    private static ViewRow Figure(string name, RunFigure figure, string summary, bool optional = false)
    {
        Parameter[] parameters = [new("task", ParameterKind.Text, optional ? 0 : null)];
        return new(name, parameters, ResultKind.Int, Read, summary + "; in `finally` alone") { IsFigure = true };

        long Read(Machine m, int task, long argument, string? text, out object? payload)
        {
            payload = null;
            return m.Figures?.FigureOf(m, figure, text) ?? -1;
        }
    }

    private static readonly Dictionary<string, ViewRow> ByName = MakeByName();

    /// <summary>The row of a name; null where there is none.</summary>
    public static ViewRow? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, ViewRow> MakeByName()
    {
        var names = new Dictionary<string, ViewRow>(StringComparer.Ordinal);
        foreach (ViewRow row in Rows)
        {
            names.Add(row.Name, row);
        }

        return names;
    }

    private static readonly string[] Letters = ["R", "S", "D", "T", "t", "Z", "X"];

    private static long State(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = TaskTable.Find(m, pid);
        payload = "";
        if (slot != 0)
        {
            char letter = Describing.Letter(m.Tasks[slot].State);
            foreach (string each in Letters)
            {
                if (each[0] == letter)
                {
                    payload = each;
                }
            }
        }

        return 0;
    }

    private static long Ppid(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        int slot = TaskTable.Find(m, pid);
        return slot == 0 ? -1 : ProcessCalls.PpidOf(m, slot);
    }

    private static long Tracer(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        int slot = TaskTable.Find(m, pid);
        return slot == 0 ? -1 : Kernel.Tracing.TracerPidOf(m, slot);
    }

    private static long Children(Machine m, int task, long pid, string? text, out object? payload)
    {
        var list = new List<long>();
        int slot = TaskTable.Find(m, pid);
        for (int thread = slot == 0 ? 0 : Threads.LeaderOf(m, slot); thread != 0; thread = Threads.After(m, thread))
        {
            for (int child = m.Tasks[thread].FirstChild; child != 0; child = m.Tasks[child].NextSibling)
            {
                list.Add(m.Tasks[child].Pid);
            }
        }

        m.Meter.Work(list.Count);
        payload = list.ToArray();
        return 0;
    }

    private static long TidsOf(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = pid == 0 ? Math.Max(task, 0) : TaskTable.Find(m, pid);
        payload = slot == 0 ? Array.Empty<long>() : Threads.TidsOf(m, Threads.LeaderOf(m, slot));
        return 0;
    }

    private static long Tasks(Machine m, int task, long argument, string? text, out object? payload)
    {
        var list = new List<long>();
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            TaskState state = m.Tasks[slot].State;
            if (state != TaskState.Free && Threads.IsLeader(m, slot) && (text is null || text.Contains(Describing.Letter(state), StringComparison.Ordinal)))
            {
                list.Add(m.Tasks[slot].Pid);
            }
        }

        m.Meter.Work(m.S.TaskTop + (4L * list.Count));
        list.Sort();
        payload = list.ToArray();
        return 0;
    }

    private static long Tty(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = TaskTable.Find(m, pid);
        int terminal = slot == 0 ? 0 : Terminals.Of(m, slot);
        payload = terminal == 0 ? "" : m.TerminalSpecs[terminal - 1].Name;
        return 0;
    }

    private static long Tpgid(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        int slot = TaskTable.Find(m, pid);
        int terminal = slot == 0 ? 0 : Terminals.Of(m, slot);
        return terminal == 0 ? -1 : m.Terminals[terminal].Foreground;
    }

    private static long Zombies(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        return m.S.Zombies;
    }

    private static long Orphans(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        return m.S.Orphans;
    }

    private static long Alive(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        int slot = TaskTable.Find(m, pid);
        return slot != 0 && !Threads.IsDead(m, Threads.LeaderOf(m, slot)) ? 1 : 0;
    }

    private static long Reaped(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        return pid > 0 && pid < m.Settings.PidMax ? m.ReapedStatus.Get((int)pid) - 1 : -1;
    }

    private static long Cmdline(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = TaskTable.Find(m, pid);
        payload = slot == 0 || Threads.IsDead(m, Threads.LeaderOf(m, slot)) ? "" : m.Names[m.Tasks[slot].Name];
        return 0;
    }

    private static long CpuTime(Machine m, int task, long pid, string? text, out object? payload)
    {
        payload = null;
        int slot = TaskTable.Find(m, pid);
        return slot == 0 ? -1 : Threads.IsLeader(m, slot) ? Threads.CpuTimeOf(m, slot) : ProcessView.CpuTimeOf(m, slot);
    }

    private static long PidMax(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        return m.Settings.PidMax;
    }

    private static long Now(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        return m.Now;
    }
}
