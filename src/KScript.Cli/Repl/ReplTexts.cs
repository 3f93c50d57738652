// The banner and the list of :help in other languages than English, whose summaries stand in the rows of the commands.
namespace KScript.Cli.Repl;

/// <summary>Texts around the prompt.</summary>
/// <param name="Banner">What an interactive session begins with.</param>
/// <param name="Intro">The head of :help.</param>
/// <param name="Foot">Its last lines.</param>
/// <param name="Groups">The groups of commands, by their English names; empty: those.</param>
/// <param name="Summaries">What each command does, by its name; empty: as its row says.</param>
internal sealed record ReplTexts(string Banner, string Intro, string Foot, IReadOnlyDictionary<string, string> Groups, IReadOnlyDictionary<string, string> Summaries)
{
    private static readonly ReplTexts English = new(
        "KScript. You are a process. :help lists what there is, :tour shows it.",
        """
        You are a process. Type a statement and the machine goes on until it is done:
          fork { exit 7 }    a child that runs by itself
          fork               a child that waits for your commands
          sleep 1            time passes
          wait               as in C; ps, 1 + 2, children(2)
          @3 exit            one statement as process 3
          :undo              takes it back

        """,
        ":help NAME says more of each, and of a word of the language (:help fork); any beginning of a command's name will do. Ctrl-D leaves.\n",
        new Dictionary<string, string>(),
        new Dictionary<string, string>());

    private static readonly ReplTexts Chinese = new(
        "KScript。你就是一个进程。:help 列出所有命令，:tour 带你逐步了解。",
        """
        你就是一个进程。输入一条语句，机器会一直运行到它完成：
          fork { exit 7 }    自行运行的子进程
          fork               等待你下命令的子进程
          sleep 1            时间流逝
          wait               与 C 相同；还有 ps、1 + 2、children(2)
          @3 exit            以进程 3 的身份执行一条语句
          :undo              撤销

        """,
        ":help NAME 详细说明某个命令或语言中的某个词（:help fork）；命令名可以只写开头几个字母。Ctrl-D 退出。\n",
        new Dictionary<string, string>
        {
            ["Looking"] = "查看",
            ["Time"] = "时间",
            ["Stopping"] = "暂停",
            ["Every schedule"] = "每一种调度",
            ["What if"] = "假如",
            ["The session"] = "会话",
        },
        new Dictionary<string, string>
        {
            ["ps"] = "进程，同 ps -o pid,ppid,pgid,sid,stat,time,comm",
            ["tree"] = "进程树",
            ["top"] = "机器有多忙，按 CPU 时间排列进程",
            ["gantt"] = "谁在何时运行的图",
            ["queues"] = "每个 CPU 运行什么，谁在哪个运行队列中按什么顺序等待",
            ["signals"] = "某进程的信号处理方式、被屏蔽和未决的信号",
            ["cgroups"] = "各 cgroup：有多少任务、上限多少、是否冻结、谁在其中",
            ["containers"] = "各 pid 命名空间：位于何处、它的 init、其中有多少进程",
            ["check"] = "探索脚本的每一种调度，说明什么成立",
            ["outcomes"] = "列出脚本可能打印的一切",
            ["fds"] = "某进程的文件描述符",
            ["vars"] = "某进程的变量",
            ["timers"] = "时间将带来什么：睡眠、闹钟、作业、计算与时间片的结束",
            ["explain"] = "为什么：什么泄漏了或永远等待，是谁的责任，以及试过的解决办法",
            ["why"] = "为什么：关于一个进程、一个信号、一个错误或最后一次调用",
            ["trace"] = "再次显示最近的事件；或选择今后显示哪些事件",
            ["step"] = "下一个事件，或其后 N 个",
            ["run"] = "让机器继续：到结束、到时刻 T，或直到 EXPR 成立",
            ["back"] = "退回 N 个事件（默认 1）",
            ["goto"] = "到时刻 T，过去或将来；0 是最开始",
            ["undo"] = "撤销上一条语句或 :run 的全部效果",
            ["redo"] = "重做",
            ["last"] = "退回到它上一次发生或成立的时候",
            ["break"] = "遇到事件或 EXPR 成立时暂停；不带参数：列表",
            ["watch"] = "EXPR 的值改变时显示；不带参数：列表",
            ["delete"] = "删除断点或监视",
            ["branch"] = "以某个名字保留现在的世界，然后继续；不带参数：列表",
            ["switch"] = "转到保留过的世界",
            ["diff"] = "把现在的世界与保留过的比较",
            ["use"] = "从现在起你是那个进程",
            ["save"] = "写出一个脚本，它所做的与本会话相同",
            ["load"] = "从脚本重新开始，停在开头；若是保存的会话则停在结尾",
            ["pipes"] = "每个管道中有什么、两端由谁持有、谁在等待",
            ["locks"] = "互斥锁等同步对象：由谁持有、谁在等待",
            ["terminals"] = "终端：属于哪个会话、前台是谁、输入了什么还没读；以及各作业",
            ["set"] = "偏好设置；不带参数：列表",
            ["reset"] = "以空机器重新开始",
            ["tour"] = "七章导览：僵尸、孤儿、MLFQ 等",
            ["help"] = "本列表，或某个命令的详细说明",
            ["quit"] = "退出",
        });

    /// <summary>The texts in a language of `:set lang`; English where there are none.</summary>
    public static ReplTexts In(string language) => language == "zh" ? Chinese : English;

    /// <summary>A group of commands.</summary>
    public string Group(string name) => Groups.GetValueOrDefault(name, name);

    /// <summary>What a command does.</summary>
    public string Summary(ReplCommand row) => Summaries.GetValueOrDefault(row.Name, row.Summary);
}
