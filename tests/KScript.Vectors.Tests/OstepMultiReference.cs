// OSTEP's simulator of several CPUs once more, tick by tick, straight from tests/vectors/ostep/README.md: slow, short, and independent of the
// kernel. And random workloads for it.
namespace KScript.Vectors.Tests;

internal sealed class OstepMultiReference
{
    private readonly OstepMultiVector input;
    private readonly List<int>[] queues;
    private readonly int?[] running;
    private readonly long[] left;
    private readonly List<int>[] caches;
    private readonly Dictionary<(int Cpu, int Job), long> warming = [];

    private OstepMultiReference(OstepMultiVector input)
    {
        this.input = input;
        queues = [.. Enumerable.Range(0, input.PerCpuQueues ? input.Cpus : 1).Select(_ => new List<int>())];
        running = new int?[input.Cpus];
        left = [.. input.Jobs.Select(job => job.Burst)];
        caches = [.. Enumerable.Range(0, input.Cpus).Select(_ => new List<int>())];
        Deal();
    }

    /// <summary>The workload with its results.</summary>
    public static OstepMultiVector Run(OstepMultiVector input) => new OstepMultiReference(input).Run();

    private void Deal()
    {
        List<int> undealt = [.. Enumerable.Range(0, input.Jobs.Length)];
        if (!input.PerCpuQueues)
        {
            queues[0].AddRange(undealt);
            return;
        }

        for (int cpu = 0; undealt.Count > 0; cpu = (cpu + 1) % input.Cpus)
        {
            int next = undealt.FindIndex(job => Allows(job, cpu));
            if (next >= 0)
            {
                queues[cpu].Add(undealt[next]);
                undealt.RemoveAt(next);
            }
        }
    }

    private bool Allows(int job, int cpu) => input.Jobs[job].Affinity.Length == 0 || input.Jobs[job].Affinity.Contains(cpu);

    private List<int> QueueOf(int cpu) => queues[input.PerCpuQueues ? cpu : 0];

    private OstepMultiVector Run()
    {
        var recorder = new OstepMultiRecorder(input);
        for (long t = 0; left.Any(work => work > 0); t++)
        {
            Deschedule(t);
            Peek(t);
            for (int cpu = 0; cpu < input.Cpus; cpu++)
            {
                Choose(cpu);
            }

            int?[] now = [.. running];
            for (int cpu = 0; cpu < input.Cpus; cpu++)
            {
                Work(cpu);
            }

            recorder.Tick(t, now, [.. queues.Select(q => q.ToArray())], [.. caches.Select(c => c.Order().ToArray())]);
        }

        return recorder.Result();
    }

    private void Deschedule(long t)
    {
        for (int cpu = 0; cpu < input.Cpus && t > 0 && t % input.Quantum == 0; cpu++)
        {
            if (running[cpu] is { } job)
            {
                QueueOf(cpu).Add(job);
                running[cpu] = null;
            }
        }
    }

    // With two CPUs, as in all vectors that steal.
    private void Peek(long t)
    {
        if (!input.PerCpuQueues || input.PeekInterval == 0 || t == 0 || t % input.PeekInterval != 0 || input.Cpus != 2)
        {
            return;
        }

        for (int cpu = 0; cpu < input.Cpus; cpu++)
        {
            List<int> other = queues[1 - cpu];
            int free = other.FindIndex(job => input.Jobs[job].Affinity.Length == 0);
            if (queues[cpu].Count == 0 && free >= 0)
            {
                queues[cpu].Add(other[free]);
                other.RemoveAt(free);
            }
        }
    }

    private void Choose(int cpu)
    {
        int next = QueueOf(cpu).FindIndex(job => Allows(job, cpu));
        if (running[cpu] is not null || next < 0)
        {
            return;
        }

        int job = QueueOf(cpu)[next];
        QueueOf(cpu).RemoveAt(next);
        running[cpu] = job;
        if (caches[cpu].Contains(job) || warming.ContainsKey((cpu, job)))
        {
            return;
        }

        if (input.WarmupTime == 0)
        {
            Enter(cpu, job);
        }
        else
        {
            warming[(cpu, job)] = input.WarmupTime;
        }
    }

    private void Work(int cpu)
    {
        if (running[cpu] is not { } job)
        {
            return;
        }

        left[job] = Math.Max(0, left[job] - (caches[cpu].Contains(job) ? input.WarmRate : 1));
        if (warming.TryGetValue((cpu, job), out long counter))
        {
            warming[(cpu, job)] = counter - 1;
            if (counter - 1 <= 0)
            {
                Enter(cpu, job);
            }
        }

        if (left[job] == 0)
        {
            running[cpu] = null;
        }
    }

    private void Enter(int cpu, int job)
    {
        warming.Remove((cpu, job));
        caches[cpu].Insert(0, job);
        while (caches[cpu].Sum(each => (long)input.Jobs[each].WorkingSet) > input.CacheSize)
        {
            warming[(cpu, caches[cpu][^1])] = input.WarmupTime;
            caches[cpu].RemoveAt(caches[cpu].Count - 1);
        }
    }
}

/// <summary>Random workloads of several CPUs, the same on every machine.</summary>
internal sealed class RandomMulti(int seed)
{
    private ulong state = (ulong)seed * 0x9E3779B97F4A7C15;

    /// <summary>One to eight jobs on one to four CPUs, with caches that hold some of them.</summary>
    public OstepMultiVector Next(string id)
    {
        int cpus = Between(1, 4);
        return new OstepMultiVector
        {
            Id = id,
            Cpus = cpus,
            Quantum = Between(1, 12),
            PerCpuQueues = Between(0, 1) == 1,
            PeekInterval = cpus == 2 ? Between(0, 7) : 0,
            WarmupTime = Between(0, 6),
            WarmRate = Between(1, 4),
            CacheSize = 10 * Between(5, 20),
            Jobs = [.. Enumerable.Range(0, Between(1, 8)).Select(_ => new OstepMultiJob(Between(1, 40), 10 * Between(1, 15), Affinity(cpus)))],
        };
    }

    private int[] Affinity(int cpus) => Between(0, 2) > 0 ? [] : [.. Enumerable.Range(0, cpus).Where(_ => Between(0, 1) == 0).DefaultIfEmpty(Between(0, cpus - 1))];

    private int Between(int low, int high)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return low + (int)(((state * 0x2545F4914F6CDD1D) >> 33) % (ulong)(high - low + 1));
    }
}
