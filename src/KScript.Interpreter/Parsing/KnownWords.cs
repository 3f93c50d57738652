// The words a syntax error may have meant: keywords by the place where they stand. Names of system calls and views come from
// their tables, through the compiler; this is what the grammar itself knows.
namespace KScript.Interpreter.Parsing;

/// <summary>Lists of words for 'did you mean' and for completion.</summary>
public static class KnownWords
{
    /// <summary>Words that start a statement of the grammar's own.</summary>
    public static string[] Statements { get; } =
    [
        "let", "shared", "if", "else", "while", "loop", "repeat", "for", "break", "continue", "fn", "return", "print", "assert", "until",
        "exit", "_exit", "fork", "wait", "exec", "spawn", "atexit", "program", "job", "jobs", "sched", "machine", "always", "finally", "signal", "on",
        "block", "unblock", "sigsuspend", "sigwaitinfo", "io", "mutex", "condition", "semaphore", "thread", "container", "join",
    ];

    /// <summary>Words that start a block, with or without something between the word and its `{`.</summary>
    public static string[] BlockStatements { get; } =
    [
        "if", "else", "while", "loop", "repeat", "for", "fn", "fork", "atexit", "program", "job", "on", "thread", "container",
    ];

    /// <summary>Words that start an operand and are followed by another without parentheses.</summary>
    public static string[] Operands { get; } =
        ["fork", "wait", "exec", "spawn", "join", "thread", "container", "signal", "on", "block", "unblock", "sigsuspend", "sigwaitinfo"];

    /// <summary>The flags of `wait`.</summary>
    public static string[] WaitFlags { get; } = ["nohang", "untraced", "continued", "nowait"];

    /// <summary>What may follow `signal SIG handler` and `on SIG`.</summary>
    public static string[] SignalFlags { get; } = ["nocldwait", "nocldstop", "restart", "nodefer", "resethand", "mask"];
}
