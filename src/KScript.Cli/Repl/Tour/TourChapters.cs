// The tour as a table: its chapters and their steps, in order.
namespace KScript.Cli.Repl.Tour;

/// <summary>The chapters.</summary>
internal static class TourChapters
{
    /// <summary>The rows; users know them as 1, 2, 3 …</summary>
    public static TourChapter[] Rows { get; } =
    [
        new("process",
        [
            new("process.look", ["ps"], ProcessChecks.Looked),
            new("process.fork", ["fork"], ProcessChecks.Forked),
            new("process.act", [":use 3", "getppid"], ProcessChecks.ActedAsChild),
            new("process.wait", ["exit 7", "wait"], ProcessChecks.CollectedByParent),
        ]),
        new("zombie",
        [
            new("zombie.make", ["fork { exit 7 }", "sleep 1"], ZombieChecks.Made),
            new("zombie.see", ["ps"], ZombieChecks.Shown),
            new("zombie.kill", ["kill 3, SIGKILL"], ZombieChecks.KilledInVain),
            new("zombie.cure", ["wait"], ZombieChecks.Cured),
        ]),
        new("orphan",
        [
            new("orphan.make", ["fork { fork { sleep 5 }; exit }", "sleep 1"], OrphanChecks.Made),
            new("orphan.see", ["ps"], OrphanChecks.Shown),
            new("orphan.end", ["sleep 5"], OrphanChecks.Collected),
        ]),
        new("coalescing",
        [
            new("coalescing.handler", ["on SIGCHLD { wait }"], CoalescingChecks.Handles),
            new("coalescing.lose", ["repeat 3 { fork { exit 1 } }", "sleep 5"], CoalescingChecks.Lost),
            new("coalescing.rest", ["wait", "wait"], CoalescingChecks.RestCollected),
            new("coalescing.loop", ["on SIGCHLD { while (wait nohang) > 0 { } }", "repeat 3 { fork { exit 1 } }", "sleep 5"], CoalescingChecks.Looped),
        ]),
        new("doublefork",
        [
            new("doublefork.make", ["fork { fork { sleep 5 }; exit }", "sleep 1"], DoubleForkChecks.Made),
            new("doublefork.wait", ["wait"], DoubleForkChecks.MiddleCollected),
            new("doublefork.end", ["sleep 10"], DoubleForkChecks.Ended),
        ]),
        new("time",
        [
            new("time.live", ["fork { exit 7 }", "sleep 1", "wait"], TimeChecks.Lived),
            new("time.last", [":last state 3 Z"], TimeChecks.BackAtZombie),
            new("time.before", [":undo"], TimeChecks.BackBeforeIt),
            new("time.other", ["signal SIGCHLD ignore", "sleep 1"], TimeChecks.OtherCure),
        ]),
        new("mlfq",
        [
            new("mlfq.policy", ["sched mlfq q=2"], MlfqChecks.Chosen),
            new("mlfq.demote", ["job A at=0 { compute 12 }", "job B at=1 { compute 3 }", ":run 2"], MlfqChecks.Demoted),
            new("mlfq.queues", [":queues"], MlfqChecks.QueuesShown),
            new("mlfq.end", [":run", ":gantt"], MlfqChecks.Ended),
        ]),
    ];
}
