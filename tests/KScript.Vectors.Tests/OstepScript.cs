// A vector as a KScript script: what a student would write for the same exercise.
using System.Globalization;
using System.Text;

namespace KScript.Vectors.Tests;

internal static class OstepScript
{
    /// <summary>The script's text. Jobs are J0, J1 … in job-number order, so that boot order is the vector's.</summary>
    public static string Of(OstepVector vector)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(vector.Id).Append('\n');
        text.Append(Policy(vector)).Append('\n');
        for (int i = 0; i < vector.Jobs.Length; i++)
        {
            OstepJob job = vector.Jobs[i];
            text.Append(CultureInfo.InvariantCulture, $"job J{i} at={job.Arrival}{(vector.Sim == "lottery" ? $" tickets={job.Tickets}" : "")} {{ {Body(job)} }}\n");
        }

        return text.ToString();
    }

    private static string Policy(OstepVector vector) => vector.Sim switch
    {
        "fifo" => "sched fcfs",
        "sjf" => "sched sjf",
        "rr" => string.Create(CultureInfo.InvariantCulture, $"sched rr q={vector.Quantum}"),
        "mlfq" => Mlfq(vector),
        "lottery" => string.Create(CultureInfo.InvariantCulture, $"sched lottery rules=ostep q={vector.Quantum} randoms={string.Join(',', vector.Randoms)}"),
        _ => throw new ArgumentException($"no policy for {vector.Sim}"),
    };

    private static string Mlfq(OstepVector vector)
    {
        string quanta = string.Join(',', vector.Queues.Select(q => q.Quantum));
        string allotments = string.Join(',', vector.Queues.Select(q => q.Allotment));
        string text = string.Create(CultureInfo.InvariantCulture, $"sched mlfq rules=ostep queues={vector.Queues.Length} q={quanta} allot={allotments}");
        if (vector.Boost > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $" boost={vector.Boost}");
        }

        return text + (vector.Stay ? " stay=true" : "") + (vector.Iobump ? " iobump=true" : "");
    }

    // A burst that ends exactly where an I/O would start ends the job: the last piece has no I/O behind it.
    private static string Body(OstepJob job)
    {
        if (job.IoEvery == 0 || job.Burst <= job.IoEvery)
        {
            return string.Create(CultureInfo.InvariantCulture, $"compute {job.Burst}");
        }

        long pieces = (job.Burst - 1) / job.IoEvery;
        long rest = job.Burst - pieces * job.IoEvery;
        return string.Create(CultureInfo.InvariantCulture, $"repeat {pieces} {{ compute {job.IoEvery}; io {job.IoLength} }}; compute {rest}");
    }
}
