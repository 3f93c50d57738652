// A machine with a recorder attached: boots a scripted program or jobs, runs, and says what happened in few words.
using System.Globalization;
using System.Text;

namespace KScript.Kernel.Tests;

/// <summary>A run to look at.</summary>
internal sealed class Scenario
{
    private readonly Recorder recorder = new();

    private Scenario(MachineSettings settings, BootPrograms programs, NameTable names)
    {
        Machine = Machine.Create(settings, names, programs);
        Machine.Attach(recorder);
        Machine.Boot();
    }

    public Machine Machine { get; }

    public IReadOnlyList<TraceEvent> Events => recorder.Events;

    /// <summary>A machine whose `main` is booted and not run yet.</summary>
    public static Scenario Boot(MachineSettings settings, params Step[][] main) =>
        new(settings, new BootPrograms { Main = new ScriptedContext(main) }, new NameTable());

    /// <summary>Runs `main` to the end under round robin, q=10, checking every rule after every step.</summary>
    public static Scenario Run(params Step[][] main) => Run(new MachineSettings(), main);

    public static Scenario Run(MachineSettings settings, params Step[][] main) => Boot(settings, main).Finish();

    /// <summary>A machine of jobs: name, arrival, what each does. No `main`.</summary>
    public static Scenario Jobs(MachineSettings settings, params (string Name, long At, Step[] Body)[] jobs)
    {
        var names = new NameTable();
        JobSpec[] specs = [.. jobs.Select(j => new JobSpec(names.Intern(j.Name), j.At, new ScriptedContext(j.Body)))];
        return new Scenario(settings, new BootPrograms { Jobs = specs }, names).Finish();
    }

    public static Scenario Jobs(MachineSettings settings, JobSpec[] jobs, NameTable names) =>
        new Scenario(settings, new BootPrograms { Jobs = jobs }, names).Finish();

    /// <summary>Settings from words: "mlfq q=3 queues=3 cpus=2 switch=1".</summary>
    public static MachineSettings Settings(string words)
    {
        string[] parts = words.Split(' ');
        var options = new SettingValues();
        var cpus = new SettingValues();
        var machine = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=');
            if (pair[0] == "classes")
            {
                options.SetPolicies("classes", [.. pair[1].Split("),").SelectMany(Classes)]);
                continue;
            }

            long[] values = [.. pair[1].Split(',').Select(v => v is "true" or "ostep" or "head" or "percpu" ? 1 : v is "false" or "shared" or "tail" ? 0 : long.Parse(v, CultureInfo.InvariantCulture))];
            if (pair[0] is "cpus" or "pid_max" or "syscall" or "switch" or "ips" or "seed")
            {
                machine[pair[0]] = values[0];
            }
            else if (pair[1] is "percpu" or "shared" || (pair[0] != "queues" && Array.Exists(CpuOptions.Keys, option => option.Key == pair[0])))
            {
                cpus.Set(pair[0], values);
            }
            else
            {
                options.Set(pair[0], values);
            }
        }

        return new MachineSettings
        {
            Policy = parts[0],
            PolicyOptions = options,
            CpuOptions = CpuOptions.From(cpus),
            Cpus = (int)machine.GetValueOrDefault("cpus", 1),
            PidMax = (int)machine.GetValueOrDefault("pid_max", 32768),
            SyscallTicks = machine.GetValueOrDefault("syscall"),
            SwitchTicks = machine.GetValueOrDefault("switch"),
            Ips = (int)machine.GetValueOrDefault("ips", 1000),
            Seed = machine.TryGetValue("seed", out long seed) ? seed : null,
        };
    }

    /// <summary>What stands up to a quantum in parentheses: "fcfs,rr(8".</summary>
    private static IEnumerable<PolicyChoice> Classes(string text)
    {
        string[] parts = text.TrimEnd(')').Split('(');
        string[] names = parts[0].Split(',');
        foreach (string name in names[..^1])
        {
            yield return new PolicyChoice(name, []);
        }

        yield return new PolicyChoice(names[^1], parts.Length == 1 ? [] : [.. parts[1].Split(',').Select(q => long.Parse(q, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Steps to the end, checking every rule after each step.</summary>
    public Scenario Finish(int maxSteps = 100_000)
    {
        Invariants.Check(Machine);
        while (Machine.Step())
        {
            Invariants.Check(Machine);
            Assert.True(--maxSteps > 0, "the run does not end");
        }

        Invariants.Check(Machine);
        return this;
    }

    /// <summary>Steps up to and including a time.</summary>
    public Scenario RunTo(long time)
    {
        Machine.Run(new RunLimits { Until = time });
        Invariants.Check(Machine);
        return this;
    }

    public ProcessView Process(int pid) =>
        Machine.TryGetProcess(pid, out ProcessView process) ? process : throw new InvalidOperationException($"no process {pid}");

    /// <summary>The calls of a process with what they gave, in order: "fork=3 wait4=3 exit". Time where it is not that of the last one: "@4 wait4=3".</summary>
    public string Calls(int pid)
    {
        var text = new StringBuilder();
        long time = 0;
        foreach (TraceEvent e in Events)
        {
            if (e.Pid != pid || e.Kind is not (TraceEventKind.SysExit or TraceEventKind.ProcessExit))
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : " ");
            if (e.Time != time)
            {
                time = e.Time;
                text.Append(CultureInfo.InvariantCulture, $"@{time} ");
            }

            text.Append(e.Kind == TraceEventKind.ProcessExit ? WaitStatus.Describe(e.Status).Replace(' ', ':')
                : $"{SyscallTable.Find(e.Number)!.Name}={(e.Error == Errno.None ? e.Result.ToString(CultureInfo.InvariantCulture) : e.Error)}");
        }

        return text.ToString();
    }

    /// <summary>Who ran when on a CPU, by name, runs of no length left out: "A 0-3, B 3-6, A 6-9".</summary>
    public string Timeline(int cpu = 0)
    {
        var runs = new List<(string Name, long From, long To)>();
        string current = "";
        long since = 0;
        foreach (TraceEvent e in Events.Where(e => e.Kind == TraceEventKind.SchedSwitch && e.Cpu == cpu).Append(new TraceEvent { Time = Machine.Now }))
        {
            if (current.Length > 0 && e.Time > since)
            {
                bool goesOn = runs.Count > 0 && runs[^1].Name == current && runs[^1].To == since;
                if (goesOn)
                {
                    runs[^1] = (current, runs[^1].From, e.Time);
                }
                else
                {
                    runs.Add((current, since, e.Time));
                }
            }

            current = e.Pid == 0 ? "" : Machine.Names[e.Name];
            since = e.Time;
        }

        return string.Join(", ", runs.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Name} {r.From}-{r.To}")));
    }

    /// <summary>The events of some kinds in few words, in order: "3 ProcessExit main[2]".</summary>
    public IEnumerable<string> Happened(params TraceEventKind[] kinds) =>
        from e in Events
        where kinds.Contains(e.Kind)
        select string.Create(CultureInfo.InvariantCulture, $"{e.Time} {e.Kind} {Machine.Names[e.Name]}[{e.Pid}]");

    private sealed class Recorder : TraceSink
    {
        public List<TraceEvent> Events { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Events.Add(e);
    }
}
