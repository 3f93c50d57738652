// Every vector of multi.py, run as a script: who has each CPU from when, what waits in each queue and what is in each cache after every tick,
// the end, how busy and how warm the CPUs were, response, turnaround and finish of each job. Random workloads are compared with
// OstepMultiReference.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Vectors.Tests;

public class OstepMultiTests
{
    public static TheoryData<string> Vectors()
    {
        var data = new TheoryData<string>();
        foreach (OstepMultiVector vector in OstepMultiVector.Load())
        {
            data.Add(vector.Id);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_run_is_the_vector(string id) => Check(OstepMultiVector.Load().Single(v => v.Id == id));

    [Fact]
    public void The_reference_gives_the_vectors()
    {
        foreach (OstepMultiVector vector in OstepMultiVector.Load())
        {
            Assert.Equal(Text(vector), Text(OstepMultiReference.Run(vector)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_workload_runs_as_the_reference_says(int seed)
    {
        var random = new RandomMulti(seed);
        for (int i = 0; i < 100; i++)
        {
            Check(OstepMultiReference.Run(random.Next($"random-{seed}-{i}")));
        }
    }

    private static void Check(OstepMultiVector vector)
    {
        string script = Script(vector);
        Assert.True(Text(vector) == Text(Run(vector, script)), $"{script}\nexpected\n{Text(vector)}\nrun\n{Text(Run(vector, script))}");
    }

    private static string Script(OstepMultiVector vector)
    {
        var text = new StringBuilder();
        string queues = vector.PerCpuQueues ? "queues=percpu steal=false" : "queues=shared";
        queues += vector.PerCpuQueues && vector.PeekInterval > 0 ? $" peek={vector.PeekInterval}" : "";
        text.Append(CultureInfo.InvariantCulture, $"# {vector.Id}\nsched rr q={vector.Quantum} align=true {queues} ");
        text.Append(CultureInfo.InvariantCulture, $"cache={vector.CacheSize} warmup={vector.WarmupTime} warm_rate={vector.WarmRate}\nmachine cpus={vector.Cpus}\n");
        for (int i = 0; i < vector.Jobs.Length; i++)
        {
            OstepMultiJob job = vector.Jobs[i];
            string affinity = job.Affinity.Length == 0 ? "" : $" affinity={string.Join(',', job.Affinity)}";
            text.Append(CultureInfo.InvariantCulture, $"job J{i} working_set={job.WorkingSet}{affinity} {{ compute {job.Burst} }}\n");
        }

        return text.ToString();
    }

    /// <summary>What the machine did, in the terms of the vectors: looked at after every tick.</summary>
    private static OstepMultiVector Run(OstepMultiVector vector, string script)
    {
        CompileResult compiled = Workbench.Runs.Script.Compile(new SourceText(vector.Id + ".ks", script));
        Assert.True(compiled.Program is not null, script + string.Join('\n', compiled.Diagnostics.Select(d => d.Message)));
        var session = new Session(compiled.Program);
        var recorder = new OstepMultiRecorder(vector);
        Machine machine = session.Machine;
        bool goesOn = true;
        for (long t = 0; goesOn; t++)
        {
            goesOn = session.Run(new RunLimits { Until = t }) == RunEnd.Until;
            if (goesOn)
            {
                recorder.Tick(t, [.. Enumerable.Range(0, vector.Cpus).Select(cpu => Running(machine, cpu))], Queues(machine), Warm(machine, t + 1));
            }
        }

        return recorder.Result();
    }

    private static int? Running(Machine machine, int cpu) => machine.Cpus[cpu].Current is not 0 and var task ? JobOf(machine, task) : null;

    private static int[][] Queues(Machine machine) => [.. machine.Queues.Select(queue => InQueue(machine, queue.Head).ToArray())];

    private static IEnumerable<int> InQueue(Machine machine, int head)
    {
        for (int task = head; task != 0; task = machine.Tasks[task].Next)
        {
            yield return JobOf(machine, task);
        }
    }

    // A copy of the machine is told that the tick is over and its bursts are cut short, which settles the caches.
    private static int[][] Warm(Machine machine, long after)
    {
        Machine copy = machine.Snapshot();
        copy.S.Now = after;
        var caches = new List<int[]>();
        for (int cpu = 0; cpu < copy.Cpus.Length; cpu++)
        {
            Dispatching.InterruptBurst(copy, cpu);
            var jobs = new List<int>();
            for (int row = copy.Cpus[cpu].CacheNewest; row != 0; row = copy.Warmth[row].Older)
            {
                jobs.Add(JobOf(copy.Names[copy.Warmth[row].Name]));
            }

            caches.Add([.. jobs.Order()]);
        }

        return [.. caches];
    }

    private static int JobOf(Machine machine, int task) => JobOf(machine.Names[machine.Tasks[task].Name]);

    private static int JobOf(string name) => int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture);

    private static string Text(OstepMultiVector vector)
    {
        var text = new StringBuilder();
        text.Append("initial ").AppendLine(Lists(vector.InitialQueues));
        for (int cpu = 0; cpu < vector.Cpus; cpu++)
        {
            text.Append("schedule ").AppendJoin(' ', vector.Schedules[cpu].Select(e => $"{e[0]}:{e[1]?.ToString(CultureInfo.InvariantCulture) ?? "idle"}")).AppendLine();
            text.Append("warm ").AppendJoin(' ', vector.Warm[cpu].Select(e => $"{e.Time}:{string.Join(',', e.Jobs)}")).AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"use {vector.CpuUse[cpu].BusyPct:F2} {vector.CpuUse[cpu].WarmPct:F2}").AppendLine();
        }

        text.Append("ready ").AppendJoin(' ', vector.Ready.Select(e => $"{e.Time}:{Lists(e.Queues)}")).AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"end {vector.End}").AppendLine();
        text.AppendJoin(' ', vector.Results.Select(r => $"{r.Job}: {r.Response} {r.Turnaround} {r.Finish}"));
        return text.ToString();
    }

    private static string Lists(int[][] queues) => string.Join('|', queues.Select(queue => string.Join(',', queue)));
}
