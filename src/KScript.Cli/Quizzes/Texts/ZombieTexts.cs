// The wordings of zombie problems.

namespace KScript.Cli.Quizzes.Texts;

/// <summary>The wordings.</summary>
internal static class ZombieTexts
{
    public static readonly Wording Intro = new(
        "The script starts at t=0 as the process main, a child of init. A block after `fork NAME` is what the child NAME does. "
            + "Nothing but `sleep` takes time. init reaps what it adopts, at once.",
        "脚本在 t=0 作为进程 main 开始，main 是 init 的子进程。`fork 名字` 后的花括号是该子进程所做的事。只有 `sleep` 花时间。init 会立即回收它收养的进程。");

    public static readonly Wording Dispositions = new(
        "fork copies what a process does about SIGCHLD, and what it blocks. A sleep is over once a handler has run.",
        "fork 会复制进程对 SIGCHLD 的处理方式和屏蔽字。信号处理函数运行后，sleep 即告结束。");

    public static readonly Wording Names = new(
        "Answer with names: main, init, A, B ... State letters are those of ps: R, S, T, Z; `gone` where there is no such process any more.",
        "用名字作答：main、init、A、B……状态字母与 ps 相同：R、S、T、Z；进程已不存在写 gone。");

    public static readonly Wording Zombies = new("Which processes are zombies at t={0}? (or: none)", "t={0} 时哪些进程是僵尸进程？（没有写 none）");
    public static readonly Wording HowManyZombies = new("How many zombies are there at t={0}?", "t={0} 时有几个僵尸进程？");
    public static readonly Wording State = new("In which state is {0} at t={1}?", "t={1} 时 {0} 处于什么状态？");
    public static readonly Wording Parent = new("Who is the parent of {0} at t={1}? (or: gone)", "t={1} 时 {0} 的父进程是谁？（已不存在写 gone）");
    public static readonly Wording Reaper = new("Who reaps {0}? (or: nobody, where the kernel lets it vanish)", "谁回收 {0}？（由内核直接清除写 nobody）");
    public static readonly Wording WhenGone = new("When does {0} leave the process table?", "{0} 何时从进程表中消失？");
    public static readonly Wording Sent = new("How many SIGCHLD are sent to main?", "向 main 发送了几次 SIGCHLD?");
    public static readonly Wording Lost = new("How many of them are lost, because one is pending already?", "其中几次因已有一个未决而丢失？");
    public static readonly Wording Handled = new("How many times does main's handler run?", "main 的信号处理函数运行几次？");
    public static readonly Wording ReapedByMain = new("How many children does main reap?", "main 回收了几个子进程？");

    public static readonly Wording Born = new("{0} is born, a child of {1}", "{0} 诞生，是 {1} 的子进程");
    public static readonly Wording Ends = new("{0} ends: a zombie until it is reaped", "{0} 结束：在被回收之前是僵尸");
    public static readonly Wording Vanishes = new("{0} ends and vanishes at once: its parent ignores SIGCHLD", "{0} 结束并立即消失：父进程忽略 SIGCHLD");
    public static readonly Wording Reaped = new("{0} is reaped by {1}", "{0} 被 {1} 回收");
    public static readonly Wording Adopted = new("{0} is adopted by {1}", "{0} 被 {1} 收养");
    public static readonly Wording Pending = new("SIGCHLD for main", "main 收到 SIGCHLD");
    public static readonly Wording Blocked = new("SIGCHLD for main: blocked, so it stays pending", "发给 main 的 SIGCHLD 被屏蔽，保持未决");
    public static readonly Wording Coalesced = new("SIGCHLD for main: one is pending already, this one is lost", "发给 main 的 SIGCHLD：已有一个未决，这一个丢失");
    public static readonly Wording HandlerRuns = new("main's handler runs", "main 的信号处理函数运行");
}
