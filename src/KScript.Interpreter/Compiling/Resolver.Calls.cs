// Calls: which function, builtin, system call or view a name is, and how many arguments it takes; and what C and others call.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    /// <summary>Calls that the language has a place for and this version cannot run.</summary>
    private static readonly string[] UnsupportedCalls =
    [
        "mmap",
    ];

    private void ResolveCall(CallExpr e, Scope scope)
    {
        if (ReportHabit(e, scope))
        {
            return;
        }

        if (Builtins.Find(e.Callee.Name) is { Table.Argument: TableArgument.Threads } table && e.Arguments is [NameExpr { Name: "threads" }])
        {
            // A word, and no variable: `ps threads`.
            result.Calls[e] = new BuiltinTarget(table);
            return;
        }

        string name = e.Callee.Name;
        if (name == "sigset" && !functions.ContainsKey(name) && e.Arguments is [var signal, NameExpr disposition])
        {
            Resolve(signal, scope);
            ResolveSigset(e, disposition);
            return;
        }

        if (name == "posix_spawn" && !functions.ContainsKey(name) && e.Arguments.Count is 1 or 2)
        {
            ResolveSpawn(e, scope);
            return;
        }

        e.Arguments.ForEach(argument => Resolve(argument, scope));
        if (functions.TryGetValue(name, out Body? function))
        {
            result.Calls[e] = new FunctionTarget(function);
            CheckCount(e, function.Parameters.Count, function.Parameters.Count, $"{name}({string.Join(", ", function.Parameters.ConvertAll(p => p.Name))})");
        }
        else if (Builtins.Find(name) is { } builtin)
        {
            result.Calls[e] = new BuiltinTarget(builtin);
            result.UsesStdio |= builtin.Id == Builtin.Printf;
            result.History |= builtin.Table?.Needs ?? HistoryParts.None;
            CheckCount(e, builtin.Minimum, builtin.Maximum, builtin.Usage);
            CheckPlace(e, builtin, scope);
        }
        else if (KernelNames.FindSyscall(name) is { } row)
        {
            result.Calls[e] = new SyscallTarget(row);
            result.UsesInfo |= row.Number is KScript.Kernel.SyscallNumber.Waitid or KScript.Kernel.SyscallNumber.Sigtimedwait
                or KScript.Kernel.SyscallNumber.Read or KScript.Kernel.SyscallNumber.ReadBytes;
            CheckCount(e, row.Parameters);
        }
        else if (KernelNames.FindView(name) is { } view)
        {
            result.Calls[e] = new ViewTarget(view);
            CheckCount(e, view.Parameters);
            CheckFigure(e, view, scope.Body);
        }
        else if (!e.IsCommand && Lookup(name, scope) is { Constant: null })
        {
            var callee = new NameExpr(e.Callee.Span, name);
            ResolveName(callee, scope);
            result.Calls[e] = new ValueTarget(callee);
        }
        else if (Array.IndexOf(UnsupportedCalls, name) >= 0)
        {
            NotSupported(e.Callee.Span, name);
        }
        else
        {
            ReportUnknownCall(e, scope);
        }
    }

    /// <summary>The figures of a run are known at its end, where `finally` asks.</summary>
    private void CheckFigure(CallExpr e, KScript.Kernel.ViewRow view, Body body)
    {
        if (!view.IsFigure)
        {
            return;
        }

        result.History |= HistoryParts.Figures;
        if (body is not { Kind: FunctionKind.Property, Name: "finally" })
        {
            diagnostics.Error(DiagnosticTable.FigureBeforeEnd, e.Span, $"`{view.Name}` is known at the end of the run",
                $"write `finally {view.Name}(…) == …`");
        }
    }

    /// <summary>posix_spawn(worker, …), posix_spawn(worker("bob"), …), posix_spawn("/path", …): the first argument is a program, and no value.</summary>
    private void ResolveSpawn(CallExpr e, Scope scope)
    {
        ExecExpr? program = e.Arguments[0] switch
        {
            NameExpr name => new ExecExpr(name.Span, spawn: false, new Identifier(name.Name, name.Span), [], isPath: false),
            CallExpr call => new ExecExpr(call.Span, spawn: false, call.Callee, call.Arguments, isPath: false),
            TextExpr path => new ExecExpr(path.Span, spawn: false, new Identifier(path.Value, path.Span), [], isPath: true),
            _ => null,
        };
        if (program is null)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, e.Arguments[0].Span, "posix_spawn begins with a program", "posix_spawn(worker(\"bob\"), record(flags=POSIX_SPAWN_SETSID))");
            return;
        }

        Resolve(program, scope);
        Expr? attributes = e.Arguments.Count > 1 ? e.Arguments[1] : null;
        Resolve(attributes, scope);
        result.Calls[e] = new SpawnTarget(program, attributes);
    }

    /// <summary>sigset(SIG, f): the second argument is SIG_DFL, SIG_IGN, SIG_HOLD or a function, and no value.</summary>
    private void ResolveSigset(CallExpr e, NameExpr disposition)
    {
        result.Calls[e] = new BuiltinTarget(Builtins.Find("sigset")!);
        if (!SigsetWords.ContainsKey(disposition.Name) && FindHandler(disposition.Name, disposition.Span, SigsetWords.Keys) is { } body)
        {
            result.Later[e] = body;
        }
    }

    /// <summary>What sigset takes beside functions.</summary>
    public static readonly Dictionary<string, long> SigsetWords = new(StringComparer.Ordinal)
    {
        ["SIG_DFL"] = KScript.Kernel.SignalHandler.Default,
        ["SIG_IGN"] = KScript.Kernel.SignalHandler.Ignore,
        ["SIG_HOLD"] = KScript.Kernel.SignalHandler.Hold,
    };

    /// <summary>What changes a variable takes its name.</summary>
    private void CheckPlace(CallExpr e, BuiltinRow builtin, Scope scope)
    {
        if (builtin.Id is not (Builtin.AtomicAdd or Builtin.CompareSwap) || e.Arguments.Count == 0)
        {
            return;
        }

        if (e.Arguments[0] is NameExpr name)
        {
            ResolveTarget(name, scope);
        }
        else
        {
            diagnostics.Error(DiagnosticTable.NotAssignable, e.Arguments[0].Span, $"`{e.Callee.Name}` changes a variable: its first argument is the variable's name");
            result.Calls.Remove(e);
        }
    }

    private void CheckCount(CallExpr e, KScript.Kernel.Parameter[] parameters)
    {
        int minimum = 0;
        foreach (KScript.Kernel.Parameter parameter in parameters)
        {
            minimum += parameter.Default is null ? 1 : 0;
        }

        if (e.Arguments.Count < minimum || e.Arguments.Count > parameters.Length)
        {
            CheckCount(e, minimum, parameters.Length, Usage(e.Callee.Name, parameters));
        }
    }

    private static string Usage(string name, KScript.Kernel.Parameter[] parameters)
        => $"{name}({string.Join(", ", parameters.Select(p => p.Default is null ? p.Name : $"[{p.Name}]"))})";

    private void ReportUnknownCall(CallExpr e, Scope scope)
    {
        string name = e.Callee.Name;
        if (name is "thread" or "vfork" or "clone")
        {
            string form = name == "clone" ? "clone(CLONE_VM, SIGCHLD) { exit 1 }" : $"{name} {{ … }}";
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Span, $"`{name}` needs a block: what the new task does", form);
            return;
        }

        if (e.IsCommand && Lookup(name, scope) is not null)
        {
            diagnostics.Error(DiagnosticTable.UndefinedFunction, e.Callee.Span, $"`{name}` is a variable and no function",
                e.Arguments.Count > 0 ? $"put spaces on both sides of an operator, or assign: {name} = …" : "a value alone does nothing");
            return;
        }

        if (name == "allow")
        {
            diagnostics.Error(DiagnosticTable.UnknownEnd, e.Span, "`allow` says which end of the run is meant", $"behind it stands {AllowedEnds.Words}");
            return;
        }

        string? hint = programs.ContainsKey(name) ? $"a program is run with `exec {name}()` or `spawn {name}()`"
            : Spelling.DidYouMean(name, functions.Keys.Concat(Builtins.Rows.Select(row => row.Name)).Concat(KernelNames.FunctionNames)
                .Concat(Keywords.That(KeywordUse.Statement)));
        diagnostics.Error(DiagnosticTable.UndefinedFunction, e.Callee.Span, $"there is no function `{name}`", hint);
    }

    private void CheckCount(CallExpr e, int minimum, int maximum, string usage)
    {
        int count = e.Arguments.Count;
        if (count >= minimum && count <= maximum)
        {
            return;
        }

        string takes = minimum == maximum ? $"{minimum}" : maximum == int.MaxValue ? $"at least {minimum}" : $"{minimum} to {maximum}";
        Span span = count > maximum ? Span.Between(e.Arguments[maximum].Span, e.Arguments[^1].Span) : e.Span;
        diagnostics.Error(DiagnosticTable.WrongArgumentCount, span, $"`{e.Callee.Name}` takes {takes} argument{(takes == "1" ? "" : "s")}, and gets {count}", usage);
        // No code is made for it: whoever makes it may rely on the number.
        result.Calls.Remove(e);
    }

    // ----- habits

    /// <summary>A call as another language has it: reported once, and its arguments are not looked at.</summary>
    private bool ReportHabit(CallExpr e, Scope scope)
    {
        string name = e.Callee.Name;
        if (functions.ContainsKey(name))
        {
            return false;
        }

        if (name == "sigaction" && e.Arguments is [var signal, NameExpr action, ..])
        {
            string does = action.Name switch { "SIG_IGN" => "ignore", "SIG_DFL" or "NULL" => "default", _ => action.Name };
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Span, "`sigaction(SIG)` only tells what is set",
                $"write `signal {TextOf(signal)} {does}`");
            return true;
        }

        if (name is "waitpid" or "wait4" && e.Arguments.Find(IsNull) is { } pointer)
        {
            IEnumerable<string> others = e.Arguments
                .Where((argument, i) => argument != pointer && i < 3 && !(i == 2 && argument is IntExpr { Value: 0 })).Select(TextOf);
            diagnostics.Error(DiagnosticTable.ForeignName, pointer.Span, $"`{name}` takes no pointer: it sets `status`",
                $"write `{name}({string.Join(", ", others)})`");
            return true;
        }

        bool known = Builtins.Find(name) is not null || KernelNames.FindSyscall(name) is not null || KernelNames.FindView(name) is not null
            || Array.IndexOf(UnsupportedCalls, name) >= 0 || Lookup(name, scope) is not null || programs.ContainsKey(name);
        if (known || Habits.FindWord(name) is not { } habit)
        {
            return false;
        }

        diagnostics.Error(DiagnosticTable.ForeignName, e.Callee.Span, habit.Message, habit.Hint);
        return true;
    }

    private static bool IsNull(Expr e) => e is NameExpr { Name: "NULL" or "nullptr" or "None" or "nil" };

    /// <summary>A name or a number as it is written; of anything longer, three dots.</summary>
    private static string TextOf(Expr e) => e switch
    {
        NameExpr name => name.Name,
        IntExpr number => $"{number.Value}",
        UnaryExpr { Op: UnaryOp.Negate, Operand: IntExpr number } => $"-{number.Value}",
        _ => "…",
    };
}
