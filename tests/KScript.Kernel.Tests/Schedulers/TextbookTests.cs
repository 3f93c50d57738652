// The examples of the textbooks, with the figures that they print.
namespace KScript.Kernel.Tests;

public class TextbookTests
{
    [Theory]
    // Silberschatz, Galvin, Gagne, Operating System Concepts, 5.3.1, 5.3.3: the convoy.
    [InlineData("fcfs", "P1 0 24; P2 0 3; P3 0 3", 17)]
    [InlineData("sjf", "P1 0 24; P2 0 3; P3 0 3", 3)]
    [InlineData("rr q=4", "P1 0 24; P2 0 3; P3 0 3", 17 / 3.0)]
    // 5.3.2: shortest job first, against 10.25 for first come, first served.
    [InlineData("sjf", "P1 0 6; P2 0 8; P3 0 7; P4 0 3", 7)]
    [InlineData("fcfs", "P1 0 6; P2 0 8; P3 0 7; P4 0 3", 10.25)]
    // 5.3.2: shortest remaining time first, against 7.75 for the nonpreemptive one.
    [InlineData("srtf", "P1 0 8; P2 1 4; P3 2 9; P4 3 5", 6.5)]
    [InlineData("sjf", "P1 0 8; P2 1 4; P3 2 9; P4 3 5", 7.75)]
    // 5.3.4: priorities.
    [InlineData("priority", "P1 0 10 priority=3; P2 0 1 priority=1; P3 0 2 priority=4; P4 0 1 priority=5; P5 0 5 priority=2", 8.2)]
    public void Mean_waits_of_Silberschatz(string settings, string jobs, double mean) => Assert.Equal(mean, JobTable.Run(settings, jobs).MeanWait(), 6);

    [Theory]
    [InlineData("srtf", "P1 0 8; P2 1 4; P3 2 9; P4 3 5", "P1 0-1, P2 1-5, P4 5-10, P1 10-17, P3 17-26")]
    [InlineData("priority", "P1 0 10 priority=3; P2 0 1 priority=1; P3 0 2 priority=4; P4 0 1 priority=5; P5 0 5 priority=2",
        "P2 0-1, P5 1-6, P1 6-16, P3 16-18, P4 18-19")]
    // 5.3.5: priorities with round robin (q=2) among equals.
    [InlineData("priority q=2", "P1 0 4 priority=3; P2 0 5 priority=2; P3 0 8 priority=2; P4 0 7 priority=1; P5 0 3 priority=3",
        "P4 0-7, P2 7-9, P3 9-11, P2 11-13, P3 13-15, P2 15-16, P3 16-20, P1 20-22, P5 22-24, P1 24-26, P5 26-27")]
    // Chapter 5, exercise: preemptive priorities with round robin (a quantum of 10) where a preempted process goes to the end of the queue. There a
    // higher number is better (P1 40, P2 30, P3 30, P4 35, P5 5, P6 10); here it is taken from 40. Turnarounds of 20, 55, 60, 15, 20, 10.
    [InlineData("priority preemptive=true q=10 preempted=tail",
        "P1 0 20 priority=0; P2 25 25 priority=10; P3 30 25 priority=10; P4 60 15 priority=5; P5 100 10 priority=35; P6 105 10 priority=30",
        "P1 0-20, P2 25-35, P3 35-45, P2 45-55, P3 55-60, P4 60-75, P2 75-80, P3 80-90, P5 100-105, P6 105-115, P5 115-120")]
    public void Charts_of_Silberschatz(string settings, string jobs, string chart) => Assert.Equal(chart, JobTable.Run(settings, jobs).Timeline());

    // OSTEP ch. 7: A, B, C of 10 s (turnarounds 10, 20, 30); A of 100 s before B and C of 10 s (figures 7.2 to 7.5).
    [Theory]
    [InlineData("fcfs", "A 0 10; B 0 10; C 0 10", "A 10, B 20, C 30")]
    [InlineData("fcfs", "A 0 100; B 0 10; C 0 10", "A 100, B 110, C 120")]
    [InlineData("sjf", "A 0 100; B 0 10; C 0 10", "A 120, B 10, C 20")]
    [InlineData("sjf", "A 0 100; B 10 10; C 10 10", "A 100, B 110, C 120")]
    [InlineData("srtf", "A 0 100; B 10 10; C 10 10", "A 120, B 20, C 30")]
    public void Turnarounds_of_OSTEP(string settings, string jobs, string finishes) => Assert.Equal(finishes, JobTable.Run(settings, jobs).Finishes());

    // Stallings, Operating Systems: Internals and Design Principles, 9.2 (tables 9.4 and 9.5): processes A to E.
    [Theory]
    [InlineData("fcfs", "A 3, B 9, C 13, D 18, E 20")]
    [InlineData("rr q=1", "A 4, B 18, C 17, D 20, E 15")]
    [InlineData("rr q=4", "A 3, B 17, C 11, D 20, E 19")]
    [InlineData("sjf", "A 3, B 9, C 15, D 20, E 11")]
    [InlineData("srtf", "A 3, B 15, C 8, D 20, E 10")]
    [InlineData("hrrn", "A 3, B 9, C 13, D 20, E 15")]
    public void Finish_times_of_Stallings(string settings, string finishes) =>
        Assert.Equal(finishes, JobTable.Run(settings, "A 0 3; B 2 6; C 4 4; D 6 5; E 8 2").Finishes());

    [Theory]
    // javatpoint.com, "HRRN Example".
    [InlineData("hrrn", "P0 0 3; P1 2 5; P2 4 4; P3 6 1; P4 8 2", "P0 3, P1 8, P2 13, P3 9, P4 15")]
    // GATE CS 2006, question 64: ties to the lowest number; an average turnaround of 13.
    [InlineData("lrtf", "P0 0 2; P1 0 4; P2 0 8", "P0 12, P1 13, P2 14")]
    public void Finish_times_of_exam_questions(string settings, string jobs, string finishes) => Assert.Equal(finishes, JobTable.Run(settings, jobs).Finishes());

    // OSTEP ch. 9.6: tickets of 100, 50 and 250, so strides in the ratio 2 : 4 : 0.8. A new task starts one stride on (Waldspurger and
    // Weihl 1995), not at 0: C first, with ten slices in all as often as its share says, 100 : 50 : 250 of 8.
    [Fact]
    public void Shares_of_stride_scheduling()
    {
        Scenario run = JobTable.Run("stride q=1", "A 0 200 tickets=100; B 0 200 tickets=50; C 0 200 tickets=250");
        var ran = new Dictionary<string, long>();
        foreach (string part in run.Timeline().Split(", "))
        {
            string[] words = part.Split(' ', '-');
            (long from, long to) = (long.Parse(words[1], null), Math.Min(80, long.Parse(words[2], null)));
            ran[words[0]] = ran.GetValueOrDefault(words[0]) + Math.Max(0, to - from);
        }

        Assert.Equal(20, ran["A"]);
        Assert.Equal(10, ran["B"]);
        Assert.Equal(50, ran["C"]);
    }

    [Theory]
    // Waldspurger and Weihl 1995, by hand: tickets 4 : 2 : 1, strides 1, 2, 4, which are also the first passes; of equal passes the first
    // that came. In seven slices four, two and one.
    [InlineData("stride q=1", "A 0 8 tickets=4; B 0 4 tickets=2; C 0 2 tickets=1",
        "A 0-1, B 1-2, A 2-4, C 4-5, B 5-6, A 6-8, B 8-9, A 9-11, C 11-12, B 12-13, A 13-14")]
    // OSTEP ch. 9.7: nice -5 and 0, weights 3121 and 1024, a latency of 48: slices of 36 and 12.
    [InlineData("cfs latency=48 min_granularity=6", "A 0 72 nice=-5; B 0 24", "A 0-36, B 36-48, A 48-84, B 84-96")]
    // OSTEP figure 9.4: four equal tasks, a latency of 48, slices of 12; when two are gone, slices of 24.
    [InlineData("cfs latency=48 min_granularity=6", "A 0 60; B 0 60; C 0 12; D 0 12", "A 0-12, B 12-24, C 24-36, D 36-48, A 48-72, B 72-96, A 96-120, B 120-144")]
    // OSTEP: ten tasks would have slices of 4; min_granularity makes it 6.
    [InlineData("cfs latency=48 min_granularity=6",
        "A 0 7; B 0 6; C 0 6; D 0 6; E 0 6; F 0 6; G 0 6; H 0 6; I 0 6; J 0 6",
        "A 0-6, B 6-12, C 12-18, D 18-24, E 24-30, F 30-36, G 36-42, H 42-48, I 48-54, J 54-60, A 60-61")]
    public void Proportional_shares(string settings, string jobs, string chart) => Assert.Equal(chart, JobTable.Run(settings, jobs).Timeline());
}
