// OSTEP's MLFQ once more, tick by tick, straight from tests/vectors/ostep/README.md: slow, short, and independent of the kernel. It
// gives the expected results for workloads that no vector has.

namespace KScript.Vectors.Tests;

internal sealed class OstepReference
{
    private readonly OstepVector input;
    private readonly List<int>[] queues;
    private readonly Job[] jobs;
    private readonly List<(long Due, int Job)> inIo = [];

    private OstepReference(OstepVector input)
    {
        this.input = input;
        queues = [.. input.Queues.Select(_ => new List<int>())];
        jobs = [.. input.Jobs.Select(j => new Job { Left = j.Burst })];
        foreach (Job job in jobs)
        {
            job.Refill(input.Queues[0]);
        }
    }

    private sealed class Job
    {
        public int Level;
        public long TicksLeft;
        public long AllotLeft;
        public long Left;
        public long Used;
        public long Ios;
        public long? First;
        public long? Finish;

        public void Refill(OstepQueue queue) => (TicksLeft, AllotLeft) = (queue.Quantum, queue.Allotment);
    }

    /// <summary>The schedule, the end and the results of a workload, as a vector.</summary>
    public static OstepVector Run(OstepVector input) => new OstepReference(input).Run();

    private OstepVector Run()
    {
        var schedule = new List<long?[]>();
        long t = 0;
        for (; jobs.Any(j => j.Finish is null); t++)
        {
            Boost(t);
            for (int j = 0; j < jobs.Length; j++)
            {
                if (input.Jobs[j].Arrival == t)
                {
                    queues[0].Add(j);
                }
            }

            CompleteIo(t);
            List<int>? queue = Array.Find(queues, q => q.Count > 0);
            long?[] entry = queue is null ? [t, null, null] : [t, queue[0], jobs[queue[0]].Level];
            if (schedule.Count == 0 || (schedule[^1][1], schedule[^1][2]) != (entry[1], entry[2]))
            {
                schedule.Add(entry);
            }

            if (queue is not null)
            {
                Tick(queue[0], queue, t + 1);
            }
        }

        return new OstepVector
        {
            Id = input.Id,
            Sim = input.Sim,
            Jobs = input.Jobs,
            Queues = input.Queues,
            Boost = input.Boost,
            Stay = input.Stay,
            Iobump = input.Iobump,
            Schedule = [.. schedule],
            End = t,
            Results = [.. jobs.Select((j, i) => Result(i, j, input.Jobs[i]))],
            Averages = [],
        };
    }

    private void Boost(long t)
    {
        if (input.Boost == 0 || t == 0 || t % input.Boost != 0)
        {
            return;
        }

        for (int level = queues.Length - 1; level > 0; level--)
        {
            queues[0].AddRange(queues[level]);
            queues[level].Clear();
        }

        foreach (Job job in jobs)
        {
            job.Level = 0;
            job.Refill(input.Queues[0]);
        }
    }

    private void CompleteIo(long t)
    {
        foreach ((_, int j) in inIo.Where(x => x.Due == t))
        {
            List<int> queue = queues[jobs[j].Level];
            queue.Insert(input.Iobump ? 0 : queue.Count, j);
        }

        inIo.RemoveAll(x => x.Due == t);
    }

    private void Tick(int j, List<int> queue, long t)
    {
        Job job = jobs[j];
        OstepJob given = input.Jobs[j];
        job.First ??= t - 1;
        job.Left--;
        job.Used++;
        bool sliceOver = --job.TicksLeft == 0;
        if (job.Left == 0)
        {
            job.Finish = t;
            queue.RemoveAt(0);
            return;
        }

        bool starts = given.IoEvery > 0 && job.Used % given.IoEvery == 0;
        if (starts)
        {
            queue.RemoveAt(0);
            inIo.Add((t + given.IoLength, j));
            job.Ios++;
            if (input.Stay)
            {
                job.Refill(input.Queues[job.Level]);
            }
        }

        if (!sliceOver)
        {
            return;
        }

        if (--job.AllotLeft == 0)
        {
            job.Level = Math.Min(job.Level + 1, queues.Length - 1);
            job.AllotLeft = input.Queues[job.Level].Allotment;
        }

        job.TicksLeft = input.Queues[job.Level].Quantum;
        if (!starts)
        {
            queue.RemoveAt(0);
            queues[job.Level].Add(j);
        }
    }

    private static OstepResult Result(int number, Job job, OstepJob given)
    {
        long turnaround = job.Finish!.Value - given.Arrival;
        return new OstepResult(number, job.First!.Value - given.Arrival, turnaround, turnaround - given.Burst - given.IoLength * job.Ios, job.Finish.Value);
    }
}
