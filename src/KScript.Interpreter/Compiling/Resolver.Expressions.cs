// Names in expressions: variables, calls, programs, handlers.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    /// <summary>Names that mean something without a declaration; a variable of the same name hides them.</summary>
    private static readonly string[] SpecialNames = ["status", "errno"];

    // Not a field: few scripts need it, and asking an enum for its names is slow at start-up.
    private static string[] InfoFields => Array.ConvertAll(Enum.GetNames<Vm.InfoField>(), name => name.ToLowerInvariant());

    /// <summary>Calls that LANGUAGE.md knows and this version cannot run.</summary>
    private static readonly string[] UnsupportedCalls =
    [
        "pipe", "read", "write", "close", "open", "lseek", "dup", "dup2", "fcntl", "poll", "lock", "unlock", "down", "up",
        "wait_on", "notify", "notify_all", "vfork", "clone", "ptrace", "pthread_exit", "thread", "join", "mmap",
    ];

    private void Resolve(Expr? expression, Scope scope)
    {
        switch (expression)
        {
            case NameExpr e:
                ResolveName(e, scope);
                break;
            case UnaryExpr e:
                Resolve(e.Operand, scope);
                break;
            case BinaryExpr e:
                ResolveBinary(e, scope);
                break;
            case IndexExpr e:
                Resolve(e.Target, scope);
                Resolve(e.Index, scope);
                break;
            case MemberExpr e:
                ResolveMember(e, scope);
                break;
            case ListExpr e:
                e.Items.ForEach(item => Resolve(item, scope));
                break;
            case CallExpr e:
                ResolveCall(e, scope);
                break;
            case ForkExpr e:
                if (e.Body is { } block)
                {
                    // A process of its own: no loop of the parent's to leave.
                    ResolveBlock(block, new Scope(scope, scope.Body));
                }

                break;
            case WaitExpr e:
                Resolve(e.Pid, scope);
                break;
            case ExecExpr e:
                ResolveExec(e, scope);
                break;
            case SignalExpr e:
                ResolveSignal(e, scope);
                break;
            case SignalSetExpr e:
                e.Signals.ForEach(signal => Resolve(signal, scope));
                result.UsesInfo |= e.Verb.Name == "sigwaitinfo";
                break;
            case IoExpr e:
                Resolve(e.Ticks, scope);
                break;
            case RangeExpr e:
                Resolve(e.From, scope);
                Resolve(e.To, scope);
                break;
            case UnsupportedExpr e:
                NotSupported(e.Span, e.What);
                break;
            default:
                break;
        }
    }

    private void ResolveBinary(BinaryExpr e, Scope scope)
    {
        // `a + b + c + …` leans to the left and may be long: down the left side without recursion.
        var chain = new Stack<BinaryExpr>();
        Expr left = e;
        while (left is BinaryExpr binary)
        {
            chain.Push(binary);
            left = binary.Left;
        }

        Resolve(left, scope);
        while (chain.TryPop(out BinaryExpr? binary))
        {
            Resolve(binary.Right, scope);
        }
    }

    private void ResolveName(NameExpr e, Scope scope)
    {
        if (Lookup(e.Name, scope) is { } variable)
        {
            result.Variables[e] = variable;
            CheckVisible(variable, scope.Body, e.Span);
        }
        else if (Array.IndexOf(SpecialNames, e.Name) < 0 && !KernelNames.TryConstant(e.Name, out _))
        {
            ReportUndefined(e.Name, e.Span, scope);
        }
    }

    private static Variable? Lookup(string name, Scope scope)
    {
        for (Scope? s = scope; s is not null; s = s.Outer)
        {
            if (s.Find(name) is { } variable)
            {
                return variable;
            }
        }

        return null;
    }

    private void ReportUndefined(string name, Span span, Scope scope)
    {
        if (later.TryGetValue(name, out Span declared) && declared.Start > span.Start)
        {
            diagnostics.Error(DiagnosticTable.UsedBeforeLet, span, $"`{name}` is used before its `let`", "move the `let` above this line");
            return;
        }

        string? hint = Spelling.DidYouMean(name, VisibleNames(scope));
        if (hint is null && (functions.ContainsKey(name) || Builtins.Find(name) is not null || KernelNames.FindSyscall(name) is not null || KernelNames.FindView(name) is not null))
        {
            hint = $"a call has parentheses: {name}()";
        }
        else if (hint is null && programs.ContainsKey(name))
        {
            hint = $"a program is run with `exec {name}()`";
        }

        diagnostics.Error(DiagnosticTable.UndefinedVariable, span, $"`{name}` is not known here", hint ?? $"declare it: let {name} = …");
    }

    private static IEnumerable<string> VisibleNames(Scope scope)
    {
        var names = new List<string>();
        for (Scope? s = scope; s is not null; s = s.Outer)
        {
            names.AddRange(s.Names);
        }

        return names.Concat(SpecialNames).Concat(KernelNames.ConstantNames);
    }

    /// <summary>A body reaches its own frame, frame 0 of the image it belongs to, and globals.</summary>
    private void CheckVisible(Variable variable, Body body, Span span)
    {
        if (body.Kind == FunctionKind.Property)
        {
            if (variable.Kind != VariableKind.Shared && (variable.IsAssigned || variable.Initial is null))
            {
                diagnostics.Error(DiagnosticTable.PropertyVariable, span, $"`{variable.Name}` is private: each process has its own",
                    $"declare it with `shared {variable.Name} = …`");
            }

            return;
        }

        bool visible = variable.Owner == body || variable.Kind is VariableKind.Global or VariableKind.Shared || variable.Owner == body.Root;
        if (!visible)
        {
            diagnostics.Error(DiagnosticTable.NotVisibleHere, span, $"this block runs later and cannot see `{variable.Name}` of the function around it",
                "use a variable of the top level");
        }
    }

    private void ResolveTarget(Expr target, Scope scope)
    {
        switch (target)
        {
            case NameExpr name when Lookup(name.Name, scope) is { } variable:
                variable.IsAssigned = true;
                result.Variables[name] = variable;
                CheckVisible(variable, scope.Body, name.Span);
                break;
            case NameExpr { Name: "errno" }:
                break;
            case NameExpr name when name.Name == "status" || KernelNames.TryConstant(name.Name, out _):
                diagnostics.Error(DiagnosticTable.NotAssignable, name.Span, $"`{name.Name}` cannot be assigned", "declare a variable of another name with `let`");
                break;
            case NameExpr name:
                ReportUndefined(name.Name, name.Span, scope);
                break;
            case IndexExpr index:
                Resolve(index.Index, scope);
                ResolveTarget(index.Target, scope);
                break;
            default:
                diagnostics.Error(DiagnosticTable.NotAssignable, target.Span, "only variables and elements of lists can be assigned");
                break;
        }
    }

    private void ResolveMember(MemberExpr e, Scope scope)
    {
        if (e.Target is NameExpr { Name: "info" } && Lookup("info", scope) is null)
        {
            result.UsesInfo = true;
            if (!InfoFields.Contains(e.Member.Name))
            {
                diagnostics.Error(DiagnosticTable.UnknownMember, e.Member.Span, $"`info` has no field `{e.Member.Name}`",
                    Spelling.DidYouMean(e.Member.Name, InfoFields) ?? "it has signo, code, pid, status, value and uid");
            }

            return;
        }

        Resolve(e.Target, scope);
        diagnostics.Error(DiagnosticTable.UnknownMember, e.Member.Span, $"only `info` has fields, and `{e.Member.Name}` is not one of its own");
    }

    private void ResolveCall(CallExpr e, Scope scope)
    {
        e.Arguments.ForEach(argument => Resolve(argument, scope));
        string name = e.Callee.Name;
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
        }
        else if (KernelNames.FindSyscall(name) is { } row)
        {
            result.Calls[e] = new SyscallTarget(row);
            result.UsesInfo |= row.Number is KScript.Kernel.SyscallNumber.Waitid or KScript.Kernel.SyscallNumber.Sigtimedwait;
            CheckCount(e, row.Parameters);
        }
        else if (KernelNames.FindView(name) is { } view)
        {
            result.Calls[e] = new ViewTarget(view);
            CheckCount(e, view.Parameters);
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
        if (e.IsCommand && Lookup(name, scope) is not null)
        {
            diagnostics.Error(DiagnosticTable.UndefinedFunction, e.Callee.Span, $"`{name}` is a variable and no function",
                e.Arguments.Count > 0 ? $"put spaces on both sides of an operator, or assign: {name} = …" : "a value alone does nothing");
            return;
        }

        string? hint = programs.ContainsKey(name) ? $"a program is run with `exec {name}()` or `spawn {name}()`"
            : Spelling.DidYouMean(name, functions.Keys.Concat(Builtins.Rows.Select(row => row.Name)).Concat(KernelNames.FunctionNames)
                .Concat(["fork", "wait", "exit", "print", "exec", "spawn", "signal", "block", "unblock", "sigsuspend", "until", "assert", "loop", "while", "repeat", "io"]));
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

    private void ResolveExec(ExecExpr e, Scope scope)
    {
        e.Arguments.ForEach(argument => Resolve(argument, scope));
        string name = e.Program.Name;
        if (!programs.TryGetValue(name, out ProgramSymbol? symbol))
        {
            diagnostics.Warning(DiagnosticTable.UndefinedProgram, e.Program.Span, $"there is no program `{name}`: this fails with ENOENT",
                Spelling.DidYouMean(name, programs.Keys));
            symbol = new ProgramSymbol(name, result.Programs.Count, null);
            result.Programs.Add(symbol);
            programs.Add(name, symbol);
        }
        else if (symbol.Body is { } body && body.Parameters.Count != e.Arguments.Count)
        {
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Span,
                $"the program `{name}` takes {body.Parameters.Count} argument{(body.Parameters.Count == 1 ? "" : "s")}, and gets {e.Arguments.Count}");
        }

        result.Executed[e] = symbol;
    }

    private void ResolveSignal(SignalExpr e, Scope scope)
    {
        Resolve(e.Signal, scope);
        e.Mask?.ForEach(signal => Resolve(signal, scope));
        if (e.Body is { } block)
        {
            result.Later[e] = AddLater(e.Signal is NameExpr name ? $"on {name.Name}" : "on signal", FunctionKind.Handler, block, scope);
        }
        else if (e.Function is { } function)
        {
            if (!functions.TryGetValue(function.Name, out Body? body))
            {
                diagnostics.Error(DiagnosticTable.UndefinedFunction, function.Span, $"there is no function `{function.Name}`",
                    Spelling.DidYouMean(function.Name, functions.Keys.Concat(["ignore", "default"])));
                return;
            }

            if (body.Parameters.Count > 1)
            {
                diagnostics.Error(DiagnosticTable.HandlerParameters, function.Span, $"a handler takes the signal's number or nothing, and `{function.Name}` has {body.Parameters.Count} parameters");
            }

            result.Later[e] = body;
        }
    }
}
