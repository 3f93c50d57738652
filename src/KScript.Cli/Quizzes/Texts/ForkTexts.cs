// The wordings of fork puzzles.
namespace KScript.Cli.Quizzes.Texts;

/// <summary>The wordings.</summary>
internal static class ForkTexts
{
    public static readonly Wording CountIntro = new(
        "Every fork succeeds: it gives the child's pid (not 0) to the parent and 0 to the child. `&&` binds tighter than `||`, and both "
            + "stop as soon as they know. `print` writes a line at once. All processes run to their end.",
        "每次 fork 都成功：父进程得到子进程的 pid（非 0），子进程得到 0。`&&` 优先于 `||`，两者都短路求值。`print` 立即输出一行。所有进程都运行到结束。");

    public static readonly Wording Buffering = new(
        "`printf` goes through the buffer of stdio, which fork copies and exit writes out. On a terminal (stdout=tty) a newline "
            + "writes it out, too; into a pipe (stdout=pipe) it does not. `print` does not go through that buffer.",
        "`printf` 经过 stdio 缓冲区：fork 会复制它，exit 会把它写出。终端（stdout=tty）遇换行也会写出；管道（stdout=pipe）则不会。`print` 不经过该缓冲区。");

    public static readonly Wording OrderIntro = new(
        "Every fork succeeds: it gives the child's pid (not 0) to the parent and 0 to the child. `wait` waits for one child, or does "
            + "nothing where there is none. `print` writes a line at once. Variables are private: fork copies them.",
        "每次 fork 都成功：父进程得到子进程的 pid（非 0），子进程得到 0。`wait` 等待一个子进程，没有子进程则什么也不做。`print` 立即输出一行。变量是进程私有的，fork 时被复制。");

    public static readonly Wording Processes = new("How many processes are there in all, main included?", "一共有多少个进程（包括 main）？");
    public static readonly Wording Children = new("How many children does main itself make?", "main 自己创建了几个子进程？");
    public static readonly Wording Childless = new("How many processes make no child?", "有多少个进程没有创建子进程？");
    public static readonly Wording Generations = new("How many generations are there? (main alone: 1)", "进程树有几层？（只有 main 时为 1）");
    public static readonly Wording Count = new("How many times does {0} appear in the output?", "输出中 {0} 出现几次？");
    public static readonly Wording Output = new("What is printed, from first to last?", "依次输出什么？");

    public static readonly Wording PartStep = new("{0}: in {1}, out {2}", "{0}：进入 {1}，继续 {2}");
    public static readonly Wording PartEnds = new(", {0} end", "，结束 {0}");
    public static readonly Wording PartPrints = new("; {0} is printed {1}x", "；{0} 输出 {1} 次");
    public static readonly Wording LastStep = new("print \"{0}\": in {1}", "print \"{0}\"：进入 {1}");

    public static readonly Wording StaysInBuffer = new(
        "{0}: in {1}; it stays in the buffer, and whoever is made from them has a copy, which exit writes",
        "{0}：进入 {1}；内容留在缓冲区，由它们产生的每个进程都有一份副本，exit 时写出");

    public static readonly Wording LeavesBuffer = new("{0}: in {1}; the newline writes it out at once", "{0}：进入 {1}；换行使其立即写出");
}
