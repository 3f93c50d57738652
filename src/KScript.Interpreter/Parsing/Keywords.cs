// The words of the grammar: one table, a row each. The token filter, the messages of syntax errors, completion, colouring and help
// read it. Names of system calls and views come from their own tables. KeywordTests holds it to what the lexer knows.
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>Where a word stands.</summary>
[Flags]
internal enum KeywordUse
{
    /// <summary>Within the statement of another word.</summary>
    None = 0,
    /// <summary>It begins a statement.</summary>
    Statement = 1,
    /// <summary>A block follows, with or without something between the word and its `{`.</summary>
    Block = 2,
    /// <summary>It begins an operand, and is followed by another without parentheses.</summary>
    Operand = 4,
    /// <summary>A flag of `wait`.</summary>
    WaitFlag = 8,
    /// <summary>What may follow `signal SIG handler` and `on SIG`.</summary>
    SignalFlag = 16,
}

/// <summary>A word of the grammar.</summary>
/// <param name="Word">The word.</param>
/// <param name="Token">The token it is; several words may be the same one.</param>
/// <param name="Use">Where it stands.</param>
/// <param name="Class">What the token filter wants to know of it.</param>
/// <param name="About">A line for completion and help; empty where the word needs none.</param>
internal sealed record Keyword(string Word, int Token, KeywordUse Use, TokenClass Class, string About);

/// <summary>The table.</summary>
internal static class Keywords
{
    private const KeywordUse Statement = KeywordUse.Statement, Block = KeywordUse.Statement | KeywordUse.Block;
    private const KeywordUse Operand = KeywordUse.Statement | KeywordUse.Operand;

    private const TokenClass Only = TokenClass.StatementOnly;
    private const TokenClass Header = TokenClass.OpensHeader | TokenClass.AwaitsBlock, Body = TokenClass.AwaitsBlock;
    private const TokenClass Soft = TokenClass.Soft | TokenClass.Name | TokenClass.StartsOperand;
    private const TokenClass Named = TokenClass.ForcesName, Settings = TokenClass.OpensSettings, Deep = TokenClass.Deepens;
    private const TokenClass Starts = TokenClass.StartsOperand, Whole = TokenClass.StartsOperand | TokenClass.EndsOperand;

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Keyword> Rows { get; } =
    [
        // Reserved everywhere.
        new("let", LET, Statement, Only | Named, "a variable: let x = e"),
        new("shared", SHARED, Statement, Only | Named, "a variable that all processes share"),
        new("if", IF, Block, Only | Header, ""),
        new("else", ELSE, Block, Body | Deep, ""),
        new("while", WHILE, Block, Only | Header, ""),
        new("loop", LOOP, Block, Only | Body, ""),
        new("repeat", REPEAT, Block, Only | Header, ""),
        new("for", FOR, Block, Only | Header | Named, ""),
        new("in", IN, KeywordUse.None, TokenClass.Continues | TokenClass.Operator | Deep, ""),
        new("break", BREAK, Statement, Only, ""),
        new("continue", CONTINUE, Statement, Only, ""),
        new("fn", FN, Block, Only | Body | Named, "a function: fn f(a) { return a }"),
        new("return", RETURN, Statement, Only, ""),
        new("print", PRINT, Statement, Only, "print e, e"),
        new("assert", ASSERT, Statement, Only, "a claim here: assert e, \"message\""),
        new("until", UNTIL, Statement, Only, "waits until a condition holds"),
        new("exit", EXIT, Statement, Only, "ends the process: exit [code]"),
        new("_exit", EXIT_NOW, Statement, Only, "the same, without atexit blocks and stdio"),
        new("true", TRUE, KeywordUse.None, Whole, ""),
        new("false", FALSE, KeywordUse.None, Whole, ""),
        new("fork", FORK, Block | Operand, Whole | Named, "a child: bare, it takes your commands; with { } it runs by itself"),
        new("wait", WAIT, Operand, Whole | Deep, "waits for a child: wait [pid] [nohang] [untraced] [continued]"),
        new("exec", EXEC, Operand, Starts | Named, "replaces the image: exec name(args)"),
        new("spawn", SPAWN, Operand, Starts | Named, "fork and exec"),

        // Soft: reserved in their own statement only. At the start of a statement TokenFilter.IsKeywordHere knows them by what follows.
        new("atexit", ATEXIT, Block, Soft | Body, "a block for the process's end"),
        new("program", PROGRAM, Block, Soft | Body | Named, "an image for exec: program name(args) { … }"),
        new("job", JOB, Block, Soft | Body | Settings | Named, "a batch job: job A at=0 { compute 5 }"),
        new("jobs", JOBS, Statement, Soft | Settings, "many jobs: jobs n=100 arrival=poisson(5) burst=exp(20)"),
        new("sched", SCHED, Statement, Soft | Settings | Named, "the policy: sched mlfq q=3"),
        new("machine", MACHINE, Statement, Soft | Settings, "the machine: machine cpus=2"),
        new("always", ALWAYS, Statement, Soft, "a claim for every moment"),
        new("finally", FINALLY, Statement, Soft, "a claim about the end"),
        new("eventually", EVENTUALLY, Statement, Soft, "a claim that comes to hold on every fair schedule"),
        new("leads", LEADS, KeywordUse.None, TokenClass.Soft | TokenClass.Name | TokenClass.StartsOperand, ""),
        new("to", TO, KeywordUse.None, TokenClass.Soft | TokenClass.Name | TokenClass.StartsOperand | TokenClass.Continues, ""),
        new("allow", ALLOW, Statement, Soft | Named, "an end that is meant: allow deadlock, allow death SIGSEGV"),
        new("import", IMPORT, Statement, Soft | Named, "functions and programs of another file: import \"path.ks\", or of the library: import pid1"),
        new("signal", SIGNAL, Operand, Soft | Deep, "signal SIG ignore|default|handler"),
        new("on", ON, Block | Operand, Soft | Deep, "a handler: on SIGCHLD { … }"),
        new("block", SIGNAL_SET, Operand, Soft | Deep, "blocks signals"),
        new("unblock", SIGNAL_SET, Operand, Soft | Deep, "unblocks signals"),
        new("sigsuspend", SIGNAL_SET, Operand, Soft | Deep, "waits with another mask"),
        new("sigwaitinfo", SIGNAL_SET, Operand, Soft | Deep, "takes a pending signal"),
        new("io", IO, Statement, Soft, "blocks on I/O: io n [on disk0]"),
        new("mutex", SYNC, Statement, Soft | Named, "what one holds at a time: mutex m [robust] [inherit]; lock m, unlock m"),
        new("condition", SYNC, Statement, Soft | Named, "what is waited for under a mutex: wait_on c, m; notify c"),
        new("rwlock", SYNC, Statement, Soft | Named, "one writer or many readers: rdlock r, wrlock r, unlock r"),
        new("semaphore", SEMAPHORE, Statement, Soft | Named, "a number of units: semaphore s = n; down s, up s"),
        new("barrier", SEMAPHORE, Statement, Soft | Named, "so many go on together: barrier b = n; barrier_wait b"),
        new("terminal", TERMINAL, Statement, Soft | Named, "a terminal, /dev/NAME: terminal tty0 [tostop] [noflsh] [raw]; type tty0, \"ls\\n\""),
        new("timeout", TIMEOUT, KeywordUse.None, TokenClass.Soft | TokenClass.Name | TokenClass.StartsOperand, ""),
        new("thread", THREAD, Block | Operand, Soft | Named, "a thread of the process: thread [name] { … }"),
        new("vfork", VFORK, Block | Operand, Soft | Named, "a child in the caller's memory, which waits for its exec or end: vfork { … }"),
        new("clone", CLONE, Block | Operand, Soft | Deep, "a child that shares what flags say: clone(flags[, SIG]) { … }"),
        new("container", CONTAINER, Block | Operand, Soft | Named, "pid 1 of a new pid namespace: container NAME [pids=N] [init=PROGRAM] { … }"),
        new("cgroup", CGROUP, Block | Operand, Soft | Named, "a group whose tasks are counted and limited: cgroup NAME [pids=N] [{ … }]"),
        new("enter", ENTER, Block | Operand, Soft | Named, "a child in a container, from outside: enter NAME { … }"),
        new("join", JOIN, Operand, Soft | Deep, "waits for a thread's end, and gives its value: join t"),
        new("record", RECORD, KeywordUse.None, Soft, "named values in one: record(name=\"bob\", pid=0)"),
        new("pipeline", PIPELINE, Block | Operand, Soft | Body, "processes joined by pipes: pipeline { … } | { … }; its value: their pids"),
        new("capture", CAPTURE, Block | Operand, Soft | Body, "what a child writes to its standard output: capture { … }"),
        new("all", ALL, KeywordUse.None, Soft, ""),
        new("ignore", IGNORE, KeywordUse.None, Soft, ""),
        new("default", DEFAULT, KeywordUse.None, Soft, ""),
        new("nocldwait", SIGNAL_FLAG, KeywordUse.SignalFlag, Soft, ""),
        new("nocldstop", SIGNAL_FLAG, KeywordUse.SignalFlag, Soft, ""),
        new("restart", SIGNAL_FLAG, KeywordUse.SignalFlag, Soft, ""),
        new("nodefer", SIGNAL_FLAG, KeywordUse.SignalFlag, Soft, ""),
        new("resethand", SIGNAL_FLAG, KeywordUse.SignalFlag, Soft, ""),
        new("mask", MASK, KeywordUse.SignalFlag, Soft, ""),
        new("nohang", WAIT_FLAG, KeywordUse.WaitFlag, Soft | TokenClass.EndsOperand, ""),
        new("untraced", WAIT_FLAG, KeywordUse.WaitFlag, Soft | TokenClass.EndsOperand, ""),
        new("continued", WAIT_FLAG, KeywordUse.WaitFlag, Soft | TokenClass.EndsOperand, ""),
        new("nowait", WAIT_FLAG, KeywordUse.WaitFlag, Soft | TokenClass.EndsOperand, ""),
    ];

    /// <summary>The words that stand somewhere, in the order of the table.</summary>
    public static string[] That(KeywordUse stand) => [.. Rows.Where(row => (row.Use & stand) != 0).Select(row => row.Word)];
}
