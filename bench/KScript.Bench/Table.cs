// The table of bench/run: each row is one thing users pay for, beside the peer or the aim that it is held against. Times are CPU times,
// the best of several runs: other work on the machine only ever adds.
using System.Globalization;
using KScript.Checker.Exploring;
using KScript.Checker.States;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Bench;

internal static class Table
{
    private const int Runs3 = 3;

    public static void Print(string? tool)
    {
        Console.WriteLine($"{"what",-52}{"figure",18}   against");
        Loops();
        Events();
        Cpus();
        Memory();
        Snapshots();
        GoingBack();
        Exploring();
        if (tool is not null)
        {
            StartUp(tool);
        }
    }

    private static void Row(string what, string figure, string against) => Console.WriteLine($"{what,-52}{figure,18}   {against}");

    private static string Number(double value, string unit, string format = "0.0") =>
        value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;

    private static void Loops()
    {
        const long Iterations = 50_000_000;
        Loop("VM: counting loop", Workloads.CountingLoop(Iterations), Workloads.CountingLoopLua(Iterations), Iterations);
        Loop("VM: loop with a call", Workloads.CallLoop(Iterations), Workloads.CallLoopLua(Iterations), Iterations);
        Loop("VM: fib(32), calls alone", Workloads.Fibonacci(32), Workloads.FibonacciLua(32), 7_049_155);
    }

    private static void Loop(string what, string script, string lua, long rounds)
    {
        CompiledProgram program = Runs.Compile(script);
        Took ours = Measure.Best(Runs3, () => Runs.Run(program));
        double? theirs = Measure.BestLua(Runs3, lua);
        string figure = Number(rounds / ours.Cpu / 1e6, "M rounds/s");
        Row(what, figure, theirs is { } t ? Number(ours.Cpu / t, "of Lua 5.4's CPU time (aim: at most 1)", "0.00") : "(lua5.4 is not installed)");
    }

    private static void Events()
    {
        CompiledProgram trips = Runs.Compile(Workloads.RoundTrips(2_000_000));
        long events = 0;
        Took plain = Measure.Best(Runs3, () => events = Runs.Run(trips));
        Row("kernel: fork+exit+wait round trips", Number(2_000_000 / plain.Cpu / 1e6, "M/s", "0.00"), "aim: 5; the real kernel: 0.0075");
        Row("kernel: events of that, no sink", Number(events / plain.Cpu / 1e6, "M events/s"), "aim: 30");
        CompiledProgram half = Runs.Compile(Workloads.RoundTrips(500_000));
        Took text = Measure.Best(Runs3, () => events = Runs.RunToNull(half));
        Row("kernel: the same with text to /dev/null", Number(events / text.Cpu / 1e6, "M lines/s"), "aim: 12");
        double first = 0;
        foreach (int tasks in (int[])[10, 1_000, 100_000, 1_000_000])
        {
            double cost = SwitchCost(tasks);
            first = first == 0 ? cost : first;
            Row($"kernel: rr q=1 among {tasks} processes", Number(1e3 / cost, "M events/s"), $"{cost / first:0.00} of the cost at 10 (aim: at most 2)");
        }
    }

    /// <summary>Nanoseconds an event, forks excluded: the same number of switches whatever the number of tasks.</summary>
    private static double SwitchCost(int tasks)
    {
        long rounds = Math.Max(4, 4_000_000 / tasks);
        CompiledProgram program = Runs.Compile(Workloads.RoundRobin(tasks, rounds));
        double best = double.MaxValue;
        for (int i = 0; i < 2; i++)
        {
            var session = new Session(program);
            session.Run(new RunLimits { Until = tasks });
            long before = session.Machine.EventCount;
            Took took = Measure.Best(1, () => session.Run(new RunLimits { Until = tasks * rounds }));
            best = Math.Min(best, took.Cpu * 1e9 / (session.Machine.EventCount - before));
        }

        return best;
    }

    /// <summary>Decisions of the scheduler by the number of CPUs.</summary>
    public static void Cpus()
    {
        foreach (bool perCpu in (bool[])[true, false])
        {
            double atFour = DecisionCost(4, perCpu);
            foreach (int cpus in (int[])[1, 4, 64, 1024])
            {
                double cost = cpus == 4 ? atFour : DecisionCost(cpus, perCpu);
                Row($"kernel: rr q=1 on {cpus} CPUs, {(perCpu ? "a queue each" : "one queue")}", Number(1e3 / cost, "M decisions/s"),
                    $"{cost / atFour:0.00} of the cost at 4" + (perCpu ? " (aim: at most 2)" : ""));
            }
        }
    }

    /// <summary>Nanoseconds a decision, the forks excluded: the same number of them whatever the number of CPUs.</summary>
    private static double DecisionCost(int cpus, bool perCpu)
    {
        const int Start = 10;
        long ticks = Math.Max(400, 2_000_000 / cpus);
        CompiledProgram program = Runs.Compile(Workloads.OnCpus(cpus, perCpu, 2 * ticks));
        double best = double.MaxValue;
        for (int i = 0; i < 2; i++)
        {
            var session = new Session(program);
            session.Run(new RunLimits { Until = Start });
            Took took = Measure.Best(1, () => session.Run(new RunLimits { Until = Start + ticks }));
            best = Math.Min(best, took.Cpu * 1e9 / (ticks * cpus));
        }

        return best;
    }

    /// <summary>Every schedule: n children that each add to a shared counter k times.</summary>
    public static void Exploring()
    {
        const int States = 300_000;
        ExploreResult all = null!;
        Took whole = Measure.Best(2, () => all = Explore(Workloads.ForkCounter(4, 4), new Sameness(SortSiblings: false), reduces: false, States));
        Row("check: fork N=4 K=4, nothing left out", Number(all.States / whole.Cpu / 1e3, "k new states/s"), "aim: 400; the prototype: 365 to 567");
        Row("check: the same, what is kept of a state", Number(all.Bytes / (double)all.States, "bytes"), "aim: at most 60; without the frontier's machines");
        Took reduced = Measure.Best(2, () => all = Explore(Workloads.ForkCounter(5, 2), new Sameness(), reduces: true, int.MaxValue));
        Row("check: fork N=5 K=2, all rules", Number(all.States / reduced.Cpu / 1e3, "k new states/s"), $"{all.States} states");
        Took fork = Measure.Best(2, () => all = Explore(Workloads.ForkCounter(7, 1), new Sameness(), reduces: true, int.MaxValue));
        Row("check: fork N=7 K=1", Number(1e3 * fork.Cpu, "ms"), $"{all.States} states");
        Took handlers = Measure.Best(2, () => all = Explore(Workloads.HandlerWaitsOnce(8), new Sameness(), reduces: true, int.MaxValue));
        Row("check: a handler that waits once, 8 children", Number(1e3 * handlers.Cpu, "ms"), $"{all.States} states");
    }

    private static ExploreResult Explore(string script, Sameness sameness, bool reduces, int states) =>
        new Exploration(new Model(Runs.Compile(script), TimeRule.Free), new ExploreOptions
        {
            Sameness = sameness,
            Reduces = reduces,
            Limits = new ExploreLimits { States = states },
        }).Run();

    private static void Memory()
    {
        const int Count = 1_000_000;
        CompiledProgram program = Runs.Compile(Workloads.LiveProcesses(Count));
        (double all, double kernel) = (BytesEach(() => Live(program), Count), BytesEach(() => LiveWithoutContexts(Count), Count));
        // The kernel's reference to the context counts as the context's.
        Row("memory: a live process at 1 million, kernel", Number(kernel - IntPtr.Size, "bytes"), "aim: at most 64");
        Row("memory: with its user context", Number(all, "bytes"), "aim: at most 200");
    }

    private static double BytesEach(Func<object> make, int count)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object held = make();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(held);
        return (after - before) / (double)count;
    }

    private static Session Live(CompiledProgram program)
    {
        var session = new Session(program);
        session.Run(new RunLimits());
        return session;
    }

    private static Machine LiveWithoutContexts(int count)
    {
        var settings = new MachineSettings { PidMax = 4_194_304, Ips = 2_000_000_000 };
        Machine machine = Machine.Create(settings, new NameTable(), new BootPrograms { Main = new ForkingContext(count) });
        machine.Boot();
        machine.Run(new RunLimits());
        return machine;
    }

    private static void Snapshots()
    {
        foreach (int tasks in (int[])[10, 10_000])
        {
            CompiledProgram program = Runs.Compile(Workloads.Sleepers(tasks, 1_000_000));
            var session = new Session(program);
            session.Run(new RunLimits { Until = 3 });
            Machine machine = session.Machine;
            Row($"snapshot, hash, restore: {tasks} processes", PerCycle(machine, steps: 0), tasks == 10 ? "aim: at most 2" : "in proportion to what changed");
            Row($"the same with a step of the kernel: {tasks} processes", PerCycle(machine, steps: 1), "copies and hashes the pages that it writes");
        }
    }

    private static void GoingBack()
    {
        foreach ((string way, double seconds) in TimeTravel.Measured(Runs3))
        {
            Row($"REPL, 1 M events: {way}", Number(seconds * 1e3, "ms"), way.StartsWith("last exit", StringComparison.Ordinal) ? "looks through the whole run" : "aim: milliseconds");
        }
    }

    private static string PerCycle(Machine machine, int steps)
    {
        const int Rounds = 20_000;
        // As a checker or a time traveller does it: the state that is left has been hashed before.
        ulong hash = machine.StateHash();
        Took took = Measure.Best(Runs3, () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                Machine snapshot = machine.Snapshot();
                for (int step = 0; step < steps; step++)
                {
                    machine.Step();
                }

                hash ^= machine.StateHash();
                machine.Restore(snapshot);
            }
        });
        GC.KeepAlive(hash);
        return Number(took.Cpu * 1e6 / Rounds, "µs", "0.00");
    }

    private static void StartUp(string tool)
    {
        string script = Path.Combine(Path.GetTempPath(), "kscript-bench-startup.ks");
        File.WriteAllText(script, """
            # Twenty lines: a parent, a worker that is killed, a zombie for a while.
            let quick = fork quick { exit 3 }
            let slow = fork slow {
                loop { sleep 10 }
            }
            fn report(pid) {
                if WIFEXITED(status) {
                    print "exit", pid, WEXITSTATUS(status)
                } else {
                    print "signal", pid, WTERMSIG(status)
                }
            }
            sleep 5
            assert state(quick) == "Z"
            kill slow SIGTERM
            repeat 2 {
                let pid = wait
                report(pid)
            }
            assert zombies() == 0
            """);
        double? took = Measure.BestChild(15, tool, "run", script);
        Row("start-up: kscript run, 20 lines, native", took is { } t ? Number(t * 1e3, "ms") : "-", "aim: at most twice a bare native hello");
        File.Delete(script);
    }
}
