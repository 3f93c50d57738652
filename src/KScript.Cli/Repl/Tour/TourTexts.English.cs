// The tour in English.

namespace KScript.Cli.Repl.Tour;

internal sealed partial class TourTexts
{
    private static TourTexts English() => new()
    {
        Titles = new Dictionary<string, string>
        {
            ["process"] = "A process and its child",
            ["zombie"] = "Zombies",
            ["orphan"] = "Orphans",
            ["coalescing"] = "Coalescing: three deaths, one SIGCHLD",
            ["doublefork"] = "The double fork",
            ["time"] = "Going back in time",
            ["mlfq"] = "The multi-level feedback queue",
        },
        Steps = new Dictionary<string, StepText>
        {
            ["process.look"] = new(
                """
                You are a process. The prompt says what time it is and who you are:
                main[2] is the process `main` with pid 2. Time stands still while you think.
                """,
                "Look who is there.",
                "`ps` lists the processes, as in a shell; `:tree` shows who is whose child."),
            ["process.fork"] = new(
                """
                New processes come from `fork` alone: it copies the caller. Both go on after
                it, and the value tells them apart: 0 in the child, its pid in the parent.
                A bare `fork` makes a child that waits for your commands; one with a block,
                as in `fork { exit 7 }`, runs by itself.
                """,
                "Make a child that waits for your commands.",
                "It is one word, without a block."),
            ["process.act"] = new(
                """
                You can be any process that takes input: `:use PID` makes you that one from
                now on, `@PID statement` for one statement.
                """,
                "Make the child do something: let it ask for its parent's pid, for example.",
                "The trace shows the child's pid: fork() = 3. If your child runs by itself or\nis gone, fork another one, without a block."),
            ["process.wait"] = new(
                """
                A process ends with `exit CODE`, and its parent asks for that code with
                `wait`. Until then the kernel keeps it.
                """,
                "End the child with a code, and be the parent again to wait for it.",
                "`exit 7` ends who you are; the prompt says who you are then. `:use 2` is main."),
            ["zombie.make"] = new(
                """
                A child that has ended stays in the process table, as a zombie, until its
                parent waits: its memory is gone, but its exit code is kept for the parent.
                """,
                "Make a zombie: a child that ends while its parent does something else.",
                "A child runs only when you leave it the CPU, and a parent that sleeps does.\nIf you wait, the zombie is gone at once."),
            ["zombie.see"] = new(
                """
                Outside, a zombie shows as state Z and <defunct>. It costs no memory to speak
                of, but it has a pid, and pids run out. `:explain PID` tells how it came.
                """,
                "Find the zombie in the process table.",
                "`ps` or `:tree`. If there is no zombie now, make one: a child exits, its\nparent sleeps."),
            ["zombie.kill"] = new(
                """
                The usual idea is to kill it. SIGKILL cannot be caught, blocked or ignored.
                Will it help?
                """,
                "Guess first. Then send the zombie a SIGKILL.",
                "`kill PID, SIGNAL`; `ps` shows the pid. It has to be a zombie by then."),
            ["zombie.cure"] = new(
                """
                A zombie is dead already: only its parent can let it go, by waiting. Where the
                parent dies, init inherits the zombie, and init always waits.
                """,
                "Get rid of the zombie.",
                "The parent waits: `wait`. Or the parent exits."),
            ["orphan.make"] = new(
                """
                Now the other way round: the parent dies first, and the child lives on. It
                is an orphan. Nobody tells it.
                """,
                "Make an orphan: a process whose parent ends before it does.",
                "A child can fork too: in a block, or as `fork` and then `exit` as yourself.\nThe grandchild has to live long enough to be seen: let it sleep."),
            ["orphan.see"] = new(
                """
                Every process has a parent: the kernel gives an orphan to init, pid 1, or to
                a subreaper if there is one above it (prctl(2)).
                """,
                "Find out who the orphan's parent is now.",
                "The column PPID of `ps`, `:tree`, or `ppid(PID)`. If the orphan has ended by\nnow, `:undo`, or make another one."),
            ["orphan.end"] = new(
                """
                An orphan is no zombie. But when it ends, will it be one?
                """,
                "Guess, and let the orphan end.",
                "Sleep until it is over; if you are the orphan, exit."),
            ["coalescing.handler"] = new(
                """
                A server cannot sit in `wait`. It asks for a signal instead: when a child
                ends, the kernel sends SIGCHLD to its parent, and a handler collects it.
                """,
                "Install a handler for SIGCHLD that waits once.",
                "`on SIGNAL { statements }`."),
            ["coalescing.lose"] = new(
                """
                Now three children end while you sleep, before you get the CPU again. Each
                death sends a SIGCHLD. A standard signal is one bit: pending, or not.
                """,
                "Guess how many zombies are left. Make three children that exit; sleep.",
                "`repeat 3 { fork { exit 1 } }` makes them. If none is left, the handler waits\nmore than once: install one that waits once."),
            ["coalescing.rest"] = new(
                """
                No signal will come for those that are left: what coalesced is lost. They
                stay until somebody waits.
                """,
                "Collect them all.",
                "One `wait` collects one child."),
            ["coalescing.loop"] = new(
                """
                So one SIGCHLD means: at least one child has ended. The handler has to wait
                until there is nothing more to collect, and must not block: with WNOHANG,
                `wait nohang` gives 0 where no child has ended, -1 where there is none.
                """,
                "Install a handler that waits in a loop, and let three children end again.",
                "The loop goes on while `wait nohang` gives a pid, which is > 0."),
            ["doublefork.make"] = new(
                """
                You want a helper that works for long, and you never want to wait for it.
                The trick: fork a child, which forks the helper and exits at once. The helper
                is your grandchild, and then an orphan on purpose.
                """,
                "Start a grandchild that sleeps, and let the child in the middle exit.",
                "A fork in the block of a fork. Sleep or wait, so that they get the CPU; and\nlet the grandchild sleep long enough. You, main, have to live on."),
            ["doublefork.wait"] = new(
                """
                The helper is init's child now. The one in the middle is still yours, and
                ended so quickly that waiting for it costs nothing.
                """,
                "Collect the child in the middle, so that you have no zombie.",
                "`wait`. It does not wait for the grandchild, which is not your child."),
            ["doublefork.end"] = new(
                """
                Whenever the helper ends, it is no concern of yours any more.
                """,
                "Let the grandchild end, and see who collects it.",
                "Sleep until it is over. If it has ended already, make another one: fork twice,\nwait, sleep."),
            ["time.live"] = new(
                """
                The machine is deterministic and remembers all it did: you can go back, look,
                and try something else. First, something to look back at.
                """,
                "Let a child end, and wait for it.",
                "As in chapter 2: a child exits while you sleep, and then you wait."),
            ["time.last"] = new(
                """
                When did it become a zombie? `:last` goes back to when something last
                happened, an event or an expression: `:last exit`, `:last state 3 Z`.
                """,
                "Go back to when there was a zombie.",
                "`:last state PID Z`, `:back N` or `:goto T`; nothing is lost by it."),
            ["time.before"] = new(
                """
                You stand in the middle of a run. `:undo` takes back what you typed, one
                statement each time; `:back` goes back by single events; `:redo` and `:step`
                go forward again.
                """,
                "Go back to when the child lived, and you could type the next statement.",
                "`:undo`. The prompt must not say that you are blocked."),
            ["time.other"] = new(
                """
                What you type here makes another future. Other cures than `wait`: ignore
                SIGCHLD, and the kernel keeps no zombies for you; a handler that waits; or
                the end of the parent. (`:branch NAME` would keep the old future to compare.)
                """,
                "Let the child end without leaving a zombie, by another way than `wait`.",
                "`signal SIGCHLD ignore` before it ends. If you have waited again: `:undo`."),
            ["mlfq.policy"] = new(
                """
                Who runs next? A multi-level feedback queue does not know how long a job is.
                Each job starts in the top queue; if it uses up its slice, it moves down,
                where slices are longer. A job in a higher queue always goes first.
                """,
                "Choose the policy mlfq with a slice of 2 at the top, before anything runs.",
                "`sched POLICY KEY=VALUE`. The key of the slice is q. If the machine runs\nalready, all that you did is done again on such a machine."),
            ["mlfq.demote"] = new(
                """
                Two jobs: A is long and comes first, B is short and comes a tick later.
                `job A at=0 { compute 12 }` declares one. `:run T` lets the machine go on
                until time T.
                """,
                "Guess who has the CPU after t=2. Then declare the jobs, and run until then.",
                "B is `job B at=1 { compute 3 }`. A job is demoted if it computes for longer\nthan its slice, and another one must be ready."),
            ["mlfq.queues"] = new(
                """
                `:queues` shows what runs and who waits: level 0 is the top queue. The
                one that has used up its slice waits below.
                """,
                "Look at the queues.",
                "`:queues`. If everything has ended: `:undo` or `:back` to when it had not."),
            ["mlfq.end"] = new(
                """
                The scheduler has learnt that A is long. Which job ends first, and when?
                `:gantt` is a chart of who ran when.
                """,
                "Guess. Then let the machine run to its end, and look at the chart.",
                "`:run` and `:gantt`."),
        },
        Sentences = new Dictionary<TourSentence, string>
        {
            [TourSentence.Looked] = "{0} processes, and you are {1}",
            [TourSentence.Forked] = "{0} has forked {1}, and got {2} as the value of fork",
            [TourSentence.ChildCalled] = "{0} has called {1}",
            [TourSentence.Collected] = "{0} has collected {1} ({2})",
            [TourSentence.CollectedByInit] = "init[1] has collected {0}",
            [TourSentence.ZombieMade] = "{0} is Z, its parent {1} has not waited",
            [TourSentence.ZombieShown] = "{0} is listed as Z and <defunct>, a child of {1}",
            [TourSentence.KilledInVain] = "{1} was sent to {0}, and had no effect: what is dead cannot die",
            [TourSentence.OrphanMade] = "{0} has lost its parent, and {1} has adopted it",
            [TourSentence.OrphanShown] = "the parent of {0} has pid {1}",
            [TourSentence.Handles] = "{0} has a handler for SIGCHLD",
            [TourSentence.SignalsLost] = "SIGCHLD sent: {0}; lost because one was pending: {1}; zombies left: {2}",
            [TourSentence.RestCollected] = "collected: {0}; zombies left: 0",
            [TourSentence.HandlerLooped] = "SIGCHLD sent: {0}; lost: {1}; one run of the handler collected {2} children",
            [TourSentence.GrandchildAdopted] = "{0} is a child of init[1] since {1} exited",
            [TourSentence.MiddleCollected] = "{0} has collected {1}, and has no zombie",
            [TourSentence.GrandchildCollected] = "init[1] has collected {0}; {1} had nothing to do",
            [TourSentence.BackAtZombie] = "it is t={0} again, and {1} is a zombie",
            [TourSentence.BackBeforeIt] = "it is t={0} again: {1} lives, and {2} can act",
            [TourSentence.NeverZombie] = "{0} ended and was gone at once; nobody had to wait",
            [TourSentence.CollectedInHandler] = "the handler of {0} has collected {1}",
            [TourSentence.PolicyChosen] = "the policy is {0}",
            [TourSentence.Demoted] = "at t={0} {1} had used up its slice and went down to level {2}; {3} got the CPU",
            [TourSentence.WaitsBelow] = "{0} waits on level {1}",
            [TourSentence.RunsBelow] = "{0} runs on level {1}",
            [TourSentence.BothEnded] = "{0} ended at t={1}, {2} at t={3}",
            [TourSentence.Done] = "done: {0}",
            [TourSentence.Chapters] = "The tour:",
            [TourSentence.Begins] =
                """
                This takes about ten minutes. Any way of doing a step counts.
                :tour hint helps, :tour skip leaves a step out, :tour again repeats its text,
                :tour back goes to the step before, :tour N begins chapter N.
                Your own session is kept: :tour stop brings it back.
                """,
            [TourSentence.FreshMachine] = "Chapter {0}: {1}. It has a fresh machine.",
            [TourSentence.ForExample] = "for example (your pids may be others):",
            [TourSentence.Stuck] = "(:tour hint says more about this step, :tour skip leaves it out)",
            [TourSentence.NobodyLeft] = "nobody is left to do it: :undo takes back, :tour {0} begins the chapter anew",
            [TourSentence.ChapterOver] = "That was chapter {0}. Look around as long as you like; :tour goes on with chapter {1}.",
            [TourSentence.TourOver] = "That was the tour. :tour N begins a chapter again, :tour stop brings back your session.",
            [TourSentence.Stopped] = "your own session is back; :tour goes on with the tour where you left it",
            [TourSentence.NotOnTour] = "the tour is not going on; :tour begins it",
            [TourSentence.Usage] = ":tour, :tour hint, skip, again, back, stop, or a chapter: :tour 1 to :tour {0}",
            [TourSentence.FirstStep] = "this is the first step",
        },
    };
}
