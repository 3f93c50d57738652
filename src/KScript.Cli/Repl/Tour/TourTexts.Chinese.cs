// The tour in simplified Chinese.
namespace KScript.Cli.Repl.Tour;

internal sealed partial class TourTexts
{
    private static TourTexts Chinese() => new()
    {
        Titles = new Dictionary<string, string>
        {
            ["process"] = "进程与子进程",
            ["zombie"] = "僵尸进程",
            ["orphan"] = "孤儿进程",
            ["coalescing"] = "信号合并：三个子进程结束，一个 SIGCHLD",
            ["doublefork"] = "两次 fork（double fork）",
            ["time"] = "回到过去",
            ["mlfq"] = "多级反馈队列",
        },
        Steps = new Dictionary<string, StepText>
        {
            ["process.look"] = new(
                """
                你就是一个进程。提示符显示现在的时间和你是谁：
                main[2] 表示进程 main，pid 为 2。你思考的时候，时间不会流逝。
                """,
                "看看系统里有哪些进程。",
                "`ps` 像在 shell 里一样列出进程；`:tree` 显示父子关系。"),
            ["process.fork"] = new(
                """
                新进程只能由 `fork` 产生：它复制调用者，两个进程都从 fork 之后继续运行。
                返回值区分两者：子进程得到 0，父进程得到子进程的 pid。
                单独一个 `fork` 创建的子进程等待你的命令；带花括号的，
                例如 `fork { exit 7 }`，则自己运行。
                """,
                "创建一个等待你命令的子进程。",
                "只要一个词，不带花括号。"),
            ["process.act"] = new(
                """
                凡是能接受输入的进程，你都可以成为它：`:use PID` 从此切换到它，
                `@PID 语句` 只让它执行一条语句。
                """,
                "让子进程做点什么，例如查询自己父进程的 pid。",
                "trace 里有子进程的 pid：fork() = 3。如果子进程是自己运行的，\n或者已经结束，就再 fork 一个，不带花括号。"),
            ["process.wait"] = new(
                """
                进程用 `exit 退出码` 结束，父进程用 `wait` 取得这个退出码。
                在此之前，内核一直替它保存着。
                """,
                "让子进程带着退出码结束，再回到父进程等待它。",
                "`exit 7` 结束的是你当前所在的进程；看提示符就知道之后你是谁。\n`:use 2` 回到 main。"),
            ["zombie.make"] = new(
                """
                子进程结束后仍留在进程表里，成为僵尸进程，直到父进程调用 wait：
                内存已经释放，但退出状态还要留给父进程。
                """,
                "制造一个僵尸进程：子进程结束时，父进程正在做别的事。",
                "你让出 CPU，子进程才能运行；父进程 sleep 时就会让出 CPU。\n如果你去 wait，僵尸进程马上就消失了。"),
            ["zombie.see"] = new(
                """
                从外面看，僵尸进程的状态是 Z，并标有 <defunct>。它几乎不占内存，
                却占用一个 pid，而 pid 是有限的。`:explain PID` 说明它的来龙去脉。
                """,
                "在进程表里找到这个僵尸进程。",
                "用 `ps` 或 `:tree`。如果现在没有僵尸进程，就先造一个：\n子进程 exit，父进程 sleep。"),
            ["zombie.kill"] = new(
                """
                很多人首先想到的是杀死它。SIGKILL 不能被捕获、阻塞或忽略。
                对僵尸进程有用吗？
                """,
                "先猜一猜，再向僵尸进程发送 SIGKILL。",
                "`kill PID, 信号`；pid 用 `ps` 查看。发送时它必须已经是僵尸进程。"),
            ["zombie.cure"] = new(
                """
                僵尸进程已经死了，只有父进程调用 wait 才能让它消失。
                如果父进程先结束，init 会接管它，而 init 总是会 wait。
                """,
                "清除这个僵尸进程。",
                "父进程调用 `wait`；或者让父进程结束。"),
            ["orphan.make"] = new(
                """
                现在反过来：父进程先结束，子进程继续运行，成为孤儿进程。
                没有谁会通知它。
                """,
                "制造一个孤儿进程：它的父进程比它先结束。",
                "子进程也可以 fork：写在花括号里；或者先 `fork`，再自己 `exit`。\n孙进程要活得够久才看得到：让它 sleep。"),
            ["orphan.see"] = new(
                """
                每个进程都有父进程：内核把孤儿进程交给 init（pid 1）；
                如果上层有 subreaper，就交给它（见 prctl(2)）。
                """,
                "查明孤儿进程现在的父进程是谁。",
                "看 `ps` 的 PPID 一列、`:tree` 或 `ppid(PID)`。如果孤儿进程已经结束，\n用 `:undo`，或者再造一个。"),
            ["orphan.end"] = new(
                """
                孤儿进程不是僵尸进程。那么它结束以后，会变成僵尸进程留下来吗？
                """,
                "先猜一猜，再让孤儿进程结束。",
                "sleep 到它结束为止；如果你自己就是孤儿进程，就 exit。"),
            ["coalescing.handler"] = new(
                """
                服务器不能一直停在 `wait` 里，它靠的是信号：子进程结束时，
                内核向父进程发送 SIGCHLD，由信号处理函数来回收。
                """,
                "为 SIGCHLD 安装一个处理函数，在其中 wait 一次。",
                "`on 信号 { 语句 }`。"),
            ["coalescing.lose"] = new(
                """
                现在让三个子进程在你 sleep 时结束，而你还没有再次得到 CPU。
                每个子进程结束都会发送 SIGCHLD。标准信号只有一位：未决，或者没有。
                """,
                "先猜会剩下几个僵尸进程，再创建三个会 exit 的子进程，然后 sleep。",
                "`repeat 3 { fork { exit 1 } }` 创建三个子进程。如果一个僵尸进程也没剩下，\n说明处理函数 wait 了不止一次：换成只 wait 一次的。"),
            ["coalescing.rest"] = new(
                """
                剩下的僵尸进程不会再有信号：合并掉的信号就丢失了。
                它们会一直留着，直到有人 wait。
                """,
                "把它们全部回收。",
                "一次 `wait` 回收一个子进程。"),
            ["coalescing.loop"] = new(
                """
                所以，一个 SIGCHLD 的意思是：至少有一个子进程结束了。处理函数要一直
                wait 到没有可回收的为止，而且不能阻塞：`wait nohang`（即 WNOHANG）
                在没有子进程结束时返回 0，没有子进程时返回 -1。
                """,
                "安装一个循环 wait 的处理函数，再让三个子进程结束一次。",
                "只要 `wait nohang` 返回 pid（即 > 0），就继续循环。"),
            ["doublefork.make"] = new(
                """
                你需要一个长期工作的帮手，又永远不想 wait 它。办法是：先 fork 一个
                子进程，由它 fork 出帮手，然后立即 exit。帮手是你的孙进程，
                并且被有意变成孤儿进程。
                """,
                "启动一个 sleep 的孙进程，并让中间的子进程 exit。",
                "在 fork 的花括号里再 fork 一次。然后 sleep 或 wait，让它们得到 CPU；\n孙进程要 sleep 得够久。你（main）自己不能结束。"),
            ["doublefork.wait"] = new(
                """
                帮手现在是 init 的子进程。中间那个仍然是你的子进程，
                它很快就结束了，等它几乎不花时间。
                """,
                "回收中间的子进程，使你没有僵尸进程。",
                "用 `wait`。它不会等孙进程，因为那不是你的子进程。"),
            ["doublefork.end"] = new(
                """
                无论帮手何时结束，都与你无关了。
                """,
                "让孙进程结束，看看由谁回收它。",
                "sleep 到它结束为止。如果它已经结束，就再来一次：\nfork 两次，wait，sleep。"),
            ["time.live"] = new(
                """
                这台机器是确定性的，并且记得做过的一切：你可以回到过去，观察，
                再试另一种做法。先来一段可供回顾的经历。
                """,
                "让一个子进程结束，然后 wait 它。",
                "和第 2 章一样：你 sleep 时子进程 exit，然后你 wait。"),
            ["time.last"] = new(
                """
                它是什么时候变成僵尸进程的？`:last` 回到某件事最近一次发生的时刻，
                可以是事件，也可以是表达式：`:last exit`、`:last state 3 Z`。
                """,
                "回到有僵尸进程的时刻。",
                "`:last state PID Z`、`:back N` 或 `:goto T`；什么都不会丢失。"),
            ["time.before"] = new(
                """
                你现在停在一次运行的中间。`:undo` 每次撤销你输入的一条语句；
                `:back` 按单个事件后退；`:redo` 和 `:step` 再往前走。
                """,
                "回到子进程还活着、并且你可以输入下一条语句的时刻。",
                "用 `:undo`。提示符不能显示你正在阻塞（blocked）。"),
            ["time.other"] = new(
                """
                在这里输入的语句会产生另一个未来。除了 `wait` 还有别的办法：
                忽略 SIGCHLD，内核就不再为你保留僵尸进程；用处理函数来 wait；
                或者让父进程结束。（`:branch 名字` 可以保留原来的未来，以便比较。）
                """,
                "不直接用 `wait`，换一种办法让子进程结束后不留下僵尸进程。",
                "在它结束之前 `signal SIGCHLD ignore`。如果又 wait 了：`:undo`。"),
            ["mlfq.policy"] = new(
                """
                下一个运行谁？多级反馈队列不知道作业有多长。每个作业从最高队列开始；
                用完时间片就降一级，下面各级的时间片更长。
                高优先级队列里的作业总是先运行。
                """,
                "在开始运行之前选择策略 mlfq，最高队列的时间片为 2。",
                "`sched 策略 键=值`，时间片的键是 q。如果机器已经开始运行，\n之前的操作会在新机器上重做一遍。"),
            ["mlfq.demote"] = new(
                """
                有两个作业：A 长，先到；B 短，晚一个时间单位到达。
                `job A at=0 { compute 12 }` 声明一个作业。
                `:run T` 让机器运行到时刻 T。
                """,
                "先猜 t=2 之后谁占用 CPU，再声明两个作业，并运行到那一刻。",
                "B 是 `job B at=1 { compute 3 }`。计算超过时间片的作业会降级，\n同时还要有另一个就绪的作业。"),
            ["mlfq.queues"] = new(
                """
                `:queues` 显示谁在运行、谁在等待：0 级是最高队列。
                用完时间片的作业在下面一级等待。
                """,
                "看看各级队列。",
                "用 `:queues`。如果全都结束了：用 `:undo` 或 `:back` 回到结束之前。"),
            ["mlfq.end"] = new(
                """
                调度程序已经知道 A 是长作业。哪个作业先结束？什么时候？
                `:gantt` 画出各个时刻由谁运行。
                """,
                "先猜一猜，再让机器运行到结束，看看甘特图。",
                "`:run`，然后 `:gantt`。"),
        },
        Sentences = new Dictionary<TourSentence, string>
        {
            [TourSentence.Looked] = "共有 {0} 个进程，你是 {1}",
            [TourSentence.Forked] = "{0} 创建了 {1}，fork 在父进程中返回 {2}",
            [TourSentence.ChildCalled] = "{0} 调用了 {1}",
            [TourSentence.Collected] = "{0} 回收了 {1}（{2}）",
            [TourSentence.CollectedByInit] = "init[1] 回收了 {0}",
            [TourSentence.ZombieMade] = "{0} 的状态是 Z，父进程 {1} 还没有 wait",
            [TourSentence.ZombieShown] = "{0} 显示为 Z 和 <defunct>，父进程是 {1}",
            [TourSentence.KilledInVain] = "向 {0} 发送了 {1}，没有任何效果：死了的进程不能再死一次",
            [TourSentence.OrphanMade] = "{0} 失去了父进程，由 {1} 收养",
            [TourSentence.OrphanShown] = "{0} 的父进程的 pid 是 {1}",
            [TourSentence.Handles] = "{0} 有了 SIGCHLD 的处理函数",
            [TourSentence.SignalsLost] = "发送 SIGCHLD：{0} 次；因已有一个未决而丢失：{1} 次；剩下僵尸进程：{2} 个",
            [TourSentence.RestCollected] = "回收了 {0} 个；剩下僵尸进程：0 个",
            [TourSentence.HandlerLooped] = "发送 SIGCHLD：{0} 次；丢失：{1} 次；处理函数运行一次就回收了 {2} 个子进程",
            [TourSentence.GrandchildAdopted] = "{1} 结束后，{0} 成了 init[1] 的子进程",
            [TourSentence.MiddleCollected] = "{0} 回收了 {1}，没有僵尸进程",
            [TourSentence.GrandchildCollected] = "init[1] 回收了 {0}；{1} 什么也不用做",
            [TourSentence.BackAtZombie] = "回到了 t={0}，{1} 是僵尸进程",
            [TourSentence.BackBeforeIt] = "回到了 t={0}：{1} 还活着，{2} 可以行动",
            [TourSentence.NeverZombie] = "{0} 一结束就消失了，谁也不用 wait",
            [TourSentence.CollectedInHandler] = "{0} 的处理函数回收了 {1}",
            [TourSentence.PolicyChosen] = "调度策略是 {0}",
            [TourSentence.Demoted] = "t={0} 时 {1} 用完时间片，降到 {2} 级；{3} 得到 CPU",
            [TourSentence.WaitsBelow] = "{0} 在 {1} 级等待",
            [TourSentence.RunsBelow] = "{0} 在 {1} 级运行",
            [TourSentence.BothEnded] = "{0} 在 t={1} 结束，{2} 在 t={3} 结束",
            [TourSentence.Done] = "完成：{0}",
            [TourSentence.Chapters] = "导览：",
            [TourSentence.Begins] =
                """
                大约需要十分钟。每一步用什么方法完成都算数。
                :tour hint 给出提示，:tour skip 跳过一步，:tour again 再次显示说明，
                :tour back 回到上一步，:tour N 开始第 N 章。
                你自己的会话仍然保留，用 :tour stop 恢复。
                """,
            [TourSentence.FreshMachine] = "第 {0} 章：{1}。本章使用一台全新的机器。",
            [TourSentence.ForExample] = "例如（你的 pid 可能不同）：",
            [TourSentence.Stuck] = "（:tour hint 给出这一步的提示，:tour skip 跳过它）",
            [TourSentence.NobodyLeft] = "没有进程能接受输入了；用 :undo 撤销，或用 :tour {0} 重新开始本章",
            [TourSentence.ChapterOver] = "第 {0} 章结束。可以随意看看；:tour 进入第 {1} 章。",
            [TourSentence.TourOver] = "导览结束。:tour N 重新开始某一章，:tour stop 恢复你自己的会话。",
            [TourSentence.Stopped] = "你自己的会话恢复了；:tour 从离开的地方继续导览",
            [TourSentence.NotOnTour] = "导览没有在进行；:tour 开始导览",
            [TourSentence.Usage] = "可用 :tour，:tour hint、skip、again、back、stop，或章号（:tour 1 到 :tour {0}）",
            [TourSentence.FirstStep] = "这已经是第一步",
        },
    };
}
