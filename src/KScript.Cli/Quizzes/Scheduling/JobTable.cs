// Draws the jobs of a scheduling problem and writes them as a script.
using System.Globalization;
using System.Text;

namespace KScript.Cli.Quizzes.Scheduling;

/// <summary>A job: bursts of CPU in ticks, with an I/O between each two.</summary>
internal sealed record QuizJob(string Name, int Arrival, int[] Bursts, int[] Waits)
{
    /// <summary>All it computes.</summary>
    public int Cpu => Bursts.Sum();

    /// <summary>All its I/O.</summary>
    public int Io => Waits.Sum();
}

/// <summary>The jobs of a problem.</summary>
internal static class JobTable
{
    private const int MaximumBurst = 8;

    /// <summary>Three jobs at level 1, four at 2, four or five at 3; I/O at level 3, in at least one job.</summary>
    public static QuizJob[] Draw(SplitMix64 random, int level, bool withIo)
    {
        int count = level + 2 - (level == 3 && random.OneIn(2) ? 1 : 0);
        bool together = level == 1 && random.OneIn(2);
        var jobs = new QuizJob[count];
        int arrival = 0;
        for (int i = 0; i < count; i++)
        {
            bool waits = withIo && level == 3 && (i == 0 || random.OneIn(2));
            jobs[i] = DrawOne(random, ((char)('A' + i)).ToString(), arrival, waits ? random.Between(1, 2) : 0);
            arrival += together ? 0 : random.Between(0, 3);
        }

        return jobs;
    }

    private static QuizJob DrawOne(SplitMix64 random, string name, int arrival, int waits)
    {
        int longest = waits == 0 ? MaximumBurst : MaximumBurst / 2;
        var bursts = new int[waits + 1];
        for (int i = 0; i < bursts.Length; i++)
        {
            bursts[i] = random.Between(1, longest);
        }

        var pauses = new int[waits];
        for (int i = 0; i < waits; i++)
        {
            pauses[i] = random.Between(1, 5);
        }

        return new QuizJob(name, arrival, bursts, pauses);
    }

    /// <summary>The script.</summary>
    public static string Script(string policy, QuizJob[] jobs)
    {
        var text = new StringBuilder();
        text.Append("sched ").Append(policy).Append("\n\n");
        foreach (var job in jobs)
        {
            text.Append(CultureInfo.InvariantCulture, $"job {job.Name} at={job.Arrival} {{ compute {job.Bursts[0]}");
            for (int i = 0; i < job.Waits.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"; io {job.Waits[i]}; compute {job.Bursts[i + 1]}");
            }

            text.Append(" }\n");
        }

        return text.ToString();
    }
}
