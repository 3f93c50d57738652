// The answers of scheduling problems against a second opinion: a queue simulated tick by tick, for jobs without I/O.
using System.Globalization;
using System.Text.RegularExpressions;
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Tests.Quizzes;

public partial class SchedulingAnswerTests
{
    private sealed record Job(string Name, int Arrival, int Burst);

    [GeneratedRegex(@"job (\w) at=(\d+) \{ compute (\d+) \}")]
    private static partial Regex JobLine();

    [Theory]
    [InlineData("fcfs", int.MaxValue)]
    [InlineData("rr q=1", 1)]
    [InlineData("rr q=3", 3)]
    public void Every_number_is_that_of_the_textbook(string policy, int quantum)
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var request = new QuizRequest(seed, 2, QuizLanguage.English) { Policy = policy };
            var problem = QuizTable.Find("sched")!.Generate(request);
            Job[] jobs = [.. JobLine().Matches(problem.Script).Select(m => new Job(m.Groups[1].Value, Number(m, 2), Number(m, 3)))];
            Assert.Equal(4, jobs.Length);
            Compare(problem, jobs, Simulate(jobs, quantum));
        }
    }

    private static void Compare(Problem problem, Job[] jobs, List<string> cpu)
    {
        var answers = problem.Questions.ToDictionary(q => q.Id, q => q.Answer);
        decimal waiting = 0, turnaround = 0;
        foreach (var job in jobs)
        {
            int finish = cpu.LastIndexOf(job.Name) + 1;
            waiting += finish - job.Arrival - job.Burst;
            turnaround += finish - job.Arrival;
            Assert.Equal(Text(finish), answers[$"{job.Name}.finish"]);
            Assert.Equal(Text(cpu.IndexOf(job.Name) - job.Arrival), answers[$"{job.Name}.response"]);
            Assert.Equal(Text(finish - job.Arrival), answers[$"{job.Name}.turnaround"]);
            Assert.Equal(Text(finish - job.Arrival - job.Burst), answers[$"{job.Name}.waiting"]);
        }

        Assert.Equal(Two(waiting / 4), answers["mean.waiting"]);
        Assert.Equal(Two(turnaround / 4), answers["mean.turnaround"]);
        Assert.Equal(string.Join(' ', jobs.OrderBy(job => cpu.LastIndexOf(job.Name)).Select(job => job.Name)), answers["order"]);
        foreach (string id in answers.Keys.Where(id => id.StartsWith("cpu.", StringComparison.Ordinal)))
        {
            Assert.Equal(cpu[int.Parse(id[4..], CultureInfo.InvariantCulture)], answers[id]);
        }
    }

    // Who has the CPU in each tick. New jobs queue before the one whose slice ends in the same instant.
    private static List<string> Simulate(Job[] jobs, int quantum)
    {
        var left = jobs.ToDictionary(job => job.Name, job => job.Burst);
        var queue = new Queue<string>();
        var cpu = new List<string>();
        string? running = null;
        for (int used = 0; left.Values.Sum() > 0; used++)
        {
            foreach (var job in jobs.Where(job => job.Arrival == cpu.Count))
            {
                queue.Enqueue(job.Name);
            }

            if (running is not null && (left[running] == 0 || used == quantum))
            {
                if (left[running] > 0)
                {
                    queue.Enqueue(running);
                }

                running = null;
            }

            if (running is null && queue.TryDequeue(out running))
            {
                used = 0;
            }

            cpu.Add(running ?? "idle");
            if (running is not null)
            {
                left[running]--;
            }
        }

        return cpu;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Two(decimal number) => Math.Round(number, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);
}
