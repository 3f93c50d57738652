// The page of a system call, made from its row: what `:help wait4` and `kscript explain wait4` print and docs/syscalls.md has.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>Pages of system calls.</summary>
internal static class CallText
{
    /// <summary>Statements that make a call of another name.</summary>
    private static readonly Dictionary<string, string> Statements = new(StringComparer.Ordinal)
    {
        ["_exit"] = "exit",
        ["exec"] = "execve",
        ["signal"] = "sigaction",
        ["wait"] = "wait4",
    };

    /// <summary>The call of a name, an alias or a statement; null where it is none.</summary>
    public static SyscallRow? Find(string name)
    {
        string call = Statements.GetValueOrDefault(name, name);
        return Array.Find(SyscallTable.Rows, row => row.Name == call || Array.IndexOf(row.Aliases, call) >= 0);
    }

    /// <summary>The page of a call.</summary>
    public static string Of(SyscallRow row)
    {
        var text = new StringBuilder();
        text.Append(row.Name).Append('(').AppendJoin(", ", row.Parameters.Select(parameter => parameter.Name)).Append(")\n");
        text.Append("  ").Append(row.Summary).Append('\n');
        if (row.Aliases.Length > 0)
        {
            text.Append("  also: ").AppendJoin(", ", row.Aliases).Append('\n');
        }

        foreach (var parameter in row.Parameters)
        {
            text.Append("  ").Append(parameter.Name).Append(": ").Append(Meaning(parameter.Kind)).Append(Default(parameter)).Append('\n');
        }

        text.Append("  gives: ").Append(Gives(row.Result)).Append('\n');
        text.Append("  blocks: ").Append(Blocks(row.Blocks)).Append('\n');
        text.Append(row.Errors.Length == 0 ? "  errors: none\n" : "  errors:\n");
        foreach (var errno in row.Errors)
        {
            text.Append("    ").Append(errno).Append(": ").Append(SyscallTable.CauseOf(row.Number, errno)).Append('\n');
        }

        return text.Append("  source: ").Append(row.Source).Append('\n').ToString();
    }

    /// <summary>What is taken where a parameter is left out; the values that only say so are no values to be shown.</summary>
    private static string Default(Parameter parameter) => parameter.Default switch
    {
        null => "",
        Signals.NoTimeout when parameter.Kind == ParameterKind.Ticks => "; no end if left out",
        Credentials.NotGiven => "; unchanged if left out",
        Ptrace.LeftOut => "; 0 if left out",
        { } value when parameter.Kind == ParameterKind.Signal => $"; {SignalTable.NameOf((int)value)} if left out",
        { } value => string.Create(CultureInfo.InvariantCulture, $"; {value} if left out"),
    };

    private static string Blocks(BlockingRule? rule) => rule switch
    {
        null => "never",
        { State: TaskState.Uninterruptible } => "in D: no signal acts before it is over",
        _ => "in S; " + Interruption(rule),
    };

    private static string Interruption(BlockingRule rule) => rule.Interrupted switch
    {
        RestartCode.ERESTARTSYS => "after a handler it fails with EINTR, or begins again if the handler was set with SA_RESTART",
        RestartCode.ERESTARTNOINTR => "after a handler it begins again",
        RestartCode.ERESTARTNOHAND => "after a handler it fails with EINTR, with SA_RESTART too",
        RestartCode.ERESTART_RESTARTBLOCK when rule.GivesTimeLeft =>
            "after a handler it gives the ticks that were left, with SA_RESTART too; after a stop it goes on for what is left",
        RestartCode.ERESTART_RESTARTBLOCK => "after a handler it fails with EINTR, with SA_RESTART too; after a stop it goes on for what is left",
        RestartCode.EINTR => "whatever wakes it, a handler or a stop, makes it fail with EINTR",
    };

    private static string Meaning(ParameterKind kind) => kind switch
    {
        ParameterKind.Int => "a number",
        ParameterKind.Ticks => "a time in ticks",
        ParameterKind.Pid => "a pid",
        ParameterKind.Signal => "a signal",
        ParameterKind.Flags => "flags",
        ParameterKind.SignalSet => "a list of signals",
        ParameterKind.Text => "a text",
        ParameterKind.Fd => "a file descriptor",
        ParameterKind.List => "a list of numbers",
        ParameterKind.Terminal => "a terminal",
        ParameterKind.Lock => "a mutex, semaphore or the like",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Gives(ResultKind kind) => kind switch
    {
        ResultKind.Int => "a number; -1 and errno on failure",
        ResultKind.Bool => "true or false",
        ResultKind.Text => "a text",
        ResultKind.List => "a list of numbers",
        ResultKind.Any => "a value; -1 and errno on failure",
        ResultKind.None => "nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
