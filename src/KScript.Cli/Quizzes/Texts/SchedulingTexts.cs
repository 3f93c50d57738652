// The wordings of scheduling problems. What is said of a policy is what docs/kernel.md says, as far as these problems need it.

namespace KScript.Cli.Quizzes.Texts;

/// <summary>The wordings.</summary>
internal static class SchedulingTexts
{
    public static readonly Wording Intro = new(
        "These jobs share one CPU. A job arrives at the tick `at=` and does what its braces say; a switch costs nothing. "
            + "Jobs that arrive in one instant queue in the order of the list.",
        "以下作业共用一个 CPU。作业在 `at=` 的时刻到达，依次执行花括号中的内容；切换不花时间。同一时刻到达的作业按列表顺序排队。");

    public static readonly Wording Io = new(
        "During `io` a job waits without the CPU, and the I/O of several jobs overlaps. When it is done, the job is ready again; "
            + "in one instant, jobs that arrive stand before those whose I/O is done, and these in the order in which it began.",
        "`io` 期间作业等待而不占用 CPU，多个作业的 I/O 可以重叠进行；I/O 完成后作业回到就绪状态。"
            + "同一时刻，新到达的作业排在 I/O 完成的作业之前，后者按 I/O 开始的先后排列。");

    public static readonly Wording Fcfs = new(
        "Policy fcfs, first come, first served: the job that has been ready longest runs until it waits or ends.",
        "调度策略 fcfs（先来先服务）：就绪最久的作业先运行，直到它等待或结束。");

    public static readonly Wording RoundRobin = new(
        "Policy rr, round robin: a job runs for a slice of at most q ticks and then goes to the tail of the queue. "
            + "A job that becomes ready in that very instant stands before it. Alone, it just gets its next slice.",
        "调度策略 rr（时间片轮转）：作业最多运行 q 个时间单位，然后排到队尾。恰在此刻就绪的作业排在它前面；若没有其他就绪作业，它接着运行下一个时间片。");

    public static readonly Wording Sjf = new(
        "Policy sjf, shortest job first: of the ready jobs the shortest runs, to its end. Of equals, the one that arrived first.",
        "调度策略 sjf（短作业优先，非抢占）：就绪作业中最短的先运行，直到结束；长度相同则先到者优先。");

    public static readonly Wording Srtf = new(
        "Policy srtf, shortest remaining time first: a job that arrives takes the CPU if it needs less than what is left of the "
            + "running one. Of equals, the one that arrived first.",
        "调度策略 srtf（最短剩余时间优先，抢占）：新到作业所需时间比正在运行作业的剩余时间短，就抢占 CPU；相同则先到者优先。");

    public static readonly Wording Mlfq = new(
        "Policy mlfq, multi-level feedback queue: a job starts in the top queue. The slice is q in the top queue and twice as long in "
            + "each one below. A job that uses up its slice moves down a queue, and waits at its tail; the lowest queue is round robin. "
            + "A job that waits for I/O, even as its slice ends, keeps its queue and gets a fresh slice. A ready job in a higher queue takes "
            + "the CPU at once, and the job that loses it goes to the tail of its own queue with the rest of its slice. In one instant, whoever "
            + "becomes ready stands before whoever used up a slice.",
        "调度策略 mlfq（多级反馈队列）：作业从最高队列开始。最高队列的时间片为 q，往下每级加倍。"
            + "用完时间片的作业降一级，排到该级队尾；最低一级为时间片轮转。等待 I/O 的作业（即使恰在时间片结束时）留在原级，并得到新的时间片。"
            + "更高级队列中一有就绪作业就立即抢占；被抢占者带着剩余的时间片排到本级队尾。"
            + "同一时刻，新就绪者排在用完时间片者之前。");

    public static readonly Wording Order = new("In which order do the jobs end?", "作业按什么顺序结束？");
    public static readonly Wording Finish = new("When does {0} end?", "{0} 何时结束？");
    public static readonly Wording Response = new("Response time of {0} (arrival to first run)?", "{0} 的响应时间（从到达到首次运行）？");
    public static readonly Wording Turnaround = new("Turnaround time of {0} (arrival to end)?", "{0} 的周转时间（从到达到结束）？");
    public static readonly Wording Waiting = new("Waiting time of {0} (ready, but not running)?", "{0} 的等待时间（就绪而未运行）？");
    public static readonly Wording Mean = new("Mean {0}, to two decimals?", "平均{0}（保留两位小数）？");
    public static readonly Wording WhoRuns = new("Which job has the CPU from {0} to {1}? (or: idle)", "从 {0} 到 {1}，哪个作业占用 CPU？（空闲写 idle）");
    public static readonly Wording Switches = new("How many times does the CPU go from one job to another one?", "CPU 从一个作业换到另一个作业共几次？");

    private static readonly Wording ResponseTime = new("response time", "响应时间");
    private static readonly Wording TurnaroundTime = new("turnaround time", "周转时间");
    private static readonly Wording WaitingTime = new("waiting time", "等待时间");

    /// <summary>What a metric is called.</summary>
    public static Wording NameOf(string metric) => metric switch
    {
        "response" => ResponseTime,
        "turnaround" => TurnaroundTime,
        "waiting" => WaitingTime,
        _ => throw new ArgumentOutOfRangeException(nameof(metric)),
    };
}
