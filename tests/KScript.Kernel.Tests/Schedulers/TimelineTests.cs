// Policies as text tables: jobs (name, arrival, what they do) and the timeline, anchored to published figures.
namespace KScript.Kernel.Tests;

public class TimelineTests
{
    [Theory]
    // Silberschatz, Galvin, Gagne 5.3.1: bursts of 24, 3, 3 in this order wait 17 on average; in the other order 3.
    [InlineData("fcfs", "P1 0 24; P2 0 3; P3 0 3", "P1 0-24, P2 24-27, P3 27-30")]
    [InlineData("fcfs", "P2 0 3; P3 0 3; P1 0 24", "P2 0-3, P3 3-6, P1 6-30")]
    // 5.3.4: the same jobs with q=4.
    [InlineData("rr q=4", "P1 0 24; P2 0 3; P3 0 3", "P1 0-4, P2 4-7, P3 7-10, P1 10-30")]
    // OSTEP figure 7.6 and 7.7: three jobs of 5 s, FIFO against round robin with a slice of 1.
    [InlineData("fcfs", "A 0 5; B 0 5; C 0 5", "A 0-5, B 5-10, C 10-15")]
    [InlineData("rr q=1", "A 0 2; B 0 2; C 0 2", "A 0-1, B 1-2, C 2-3, A 3-4, B 4-5, C 5-6")]
    // OSTEP 7.9: a job that does I/O overlaps with one that computes.
    [InlineData("rr q=10", "A 0 c10 i10 c10; B 0 30", "A 0-10, B 10-20, A 20-30, B 30-50")]
    // One that arrives as a slice ends enters before the task whose slice it was.
    [InlineData("rr q=2", "A 0 4; B 2 2", "A 0-2, B 2-4, A 4-6")]
    // Slices that nobody waits behind keep their phase: with q=3 A's third slice begins at 6, and B gets the CPU at 9.
    [InlineData("rr q=3", "A 0 12; B 7 2", "A 0-9, B 9-11, A 11-14")]
    [InlineData("rr q=1", "A 0 1000000; B 999990 2", "A 0-999990, B 999990-999991, A 999991-999992, B 999992-999993, A 999993-1000002")]
    // A task that gives the CPU up goes to the tail; alone it goes on.
    [InlineData("rr q=10", "A 0 c1 y c1; B 0 c1 y c1", "A 0-1, B 1-2, A 2-3, B 3-4")]
    [InlineData("fcfs", "A 0 c1 y c1", "A 0-2")]
    // OSTEP figure 8.3 in small: a long job sinks, a short one that comes later runs at the top.
    [InlineData("mlfq q=1 queues=3", "A 0 12; B 8 2", "A 0-8, B 8-10, A 10-14")]
    // A better queue preempts; the preempted task goes to the tail with the rest of its slice.
    [InlineData("mlfq q=2 queues=2", "A 0 8; B 3 1", "A 0-3, B 3-4, A 4-9")]
    public void One_CPU(string settings, string jobs, string timeline) => Assert.Equal(timeline, JobTable.Run(settings, jobs).Timeline());

    [Theory]
    [InlineData("fcfs cpus=2", "A 0 5; B 0 3; C 0 4", "A 0-5", "B 0-3, C 3-7")]
    [InlineData("rr q=2 cpus=2", "A 0 4; B 0 4; C 0 2", "A 0-2, C 2-4, B 4-6", "B 0-2, A 2-4")]
    public void Two_CPUs(string settings, string jobs, string first, string second)
    {
        Assert.Equal(first, JobTable.Run(settings, jobs).Timeline());
        Assert.Equal(second, JobTable.Run(settings, jobs).Timeline(cpu: 1));
    }
}
