// Names in expressions: variables, programs, handlers. Calls are in Resolver.Calls.cs.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    /// <summary>Names that mean something without a declaration; a variable of the same name hides them.</summary>
    private static readonly string[] SpecialNames = ["status", "errno", "rusage"];

    // Not a field: few scripts need it, and asking an enum for its names is slow at start-up.
    private static string[] InfoFields => Array.ConvertAll(Enum.GetNames<Vm.InfoField>(), name => name.ToLowerInvariant());

    private void Resolve(Expr? expression, Scope scope)
    {
        switch (expression)
        {
            case NameExpr e:
                ResolveName(e, scope);
                break;
            case BinaryExpr e:
                ResolveBinary(e, scope);
                break;
            case MemberExpr e:
                ResolveMember(e, scope);
                break;
            case RecordExpr e:
                CheckFields(e);
                ResolveParts(e, scope);
                break;
            case CallExpr e:
                ResolveCall(e, scope);
                break;
            case WaitExpr { Pid: { } pointer } e when IsNull(pointer):
                diagnostics.Error(DiagnosticTable.ForeignName, pointer.Span, "`wait` takes no pointer: it sets `status`", "write `wait`");
                break;
            case ExecExpr e:
                ResolveExec(e, scope);
                break;
            case SignalExpr e:
                ResolveSignal(e, scope);
                break;
            case SignalSetExpr e:
                result.UsesInfo |= e.Verb.Name == "sigwaitinfo";
                ResolveParts(e, scope);
                break;
            case BranchExpr e:
                ResolveBranch(e, scope);
                break;
            case ContainerExpr e:
                ResolveContainer(e, scope);
                break;
            case null:
                break;
            default:
                ResolveParts(expression, scope);
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
            NoteUse(variable, scope);
            CheckVisible(variable, scope.Body, e.Span);
        }
        else if (e.Name == "rusage")
        {
            result.UsesInfo = true;
        }
        else if (Array.IndexOf(SpecialNames, e.Name) >= 0 || KernelNames.TryConstant(e.Name, out _))
        {
            // Known to the compiler.
        }
        else if (functions.TryGetValue(e.Name, out Body? function))
        {
            result.Functions[e] = function;
        }
        else
        {
            ReportUndefined(e.Name, e.Span, scope);
        }
    }

    private void ResolveBranch(BranchExpr e, Scope scope)
    {
        if (e.Kind == BranchKind.Clone && e.Arguments.Count is 0 or > 2)
        {
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Span, $"`clone` takes flags and a signal, and gets {e.Arguments.Count} arguments", "clone(CLONE_VM, SIGCHLD) { … }");
        }

        result.HasBranches = true;
        ResolveParts(e, scope);
    }

    /// <summary>Who uses a variable decides where it lives.</summary>
    private static void NoteUse(Variable variable, Scope scope)
    {
        variable.IsUsedLater |= variable.Owner != scope.Body;
        variable.IsCaptured |= variable.Branch != scope.Branch;
    }

    private static Variable? Lookup(string name, Scope scope)
    {
        for (Scope? s = scope; s is not null; s = s.Outer)
        {
            if (s.Find(name) is { } variable && IsVisibleIn(variable, scope.Body))
            {
                return variable;
            }
        }

        return null;
    }

    /// <summary>An imported file sees no variable of the script that imports it.</summary>
    private static bool IsVisibleIn(Variable variable, Body body) =>
        body.Origin is null || variable.Origin is not null || variable.Kind is not (VariableKind.Global or VariableKind.Shared);

    private void ReportUndefined(string name, Span span, Scope scope)
    {
        if (later.TryGetValue(name, out Span declared) && declared.Start > span.Start)
        {
            diagnostics.Error(DiagnosticTable.UsedBeforeLet, span, $"`{name}` is used before its `let`", "move the `let` above this line");
            return;
        }

        if (Habits.FindValue(name) is { } habit)
        {
            diagnostics.Error(DiagnosticTable.ForeignName, span, habit.Message, habit.Hint);
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
            case NameExpr name when Lookup(name.Name, scope) is { Constant: not null }:
                diagnostics.Error(DiagnosticTable.NotAssignable, name.Span, $"`{name.Name}` cannot be assigned: it is what `lock`, `down`, `type` and the like take");
                break;
            case NameExpr name when Lookup(name.Name, scope) is { } variable:
                variable.IsAssigned = true;
                result.Variables[name] = variable;
                NoteUse(variable, scope);
                CheckVisible(variable, scope.Body, name.Span);
                break;
            case NameExpr { Name: "errno" }:
                break;
            case NameExpr name when name.Name is "status" or "rusage" || KernelNames.TryConstant(name.Name, out _):
                diagnostics.Error(DiagnosticTable.NotAssignable, name.Span, $"`{name.Name}` cannot be assigned", "declare a variable of another name with `let`");
                break;
            case NameExpr name:
                ReportUndefined(name.Name, name.Span, scope);
                break;
            case IndexExpr index:
                Resolve(index.Index, scope);
                ResolveTarget(index.Target, scope);
                break;
            case MemberExpr { Target: NameExpr { Name: "info" } } info when Lookup("info", scope) is null:
                diagnostics.Error(DiagnosticTable.NotAssignable, info.Span, "the fields of `info` cannot be assigned", "the machine sets them");
                break;
            case MemberExpr member:
                ResolveTarget(member.Target, scope);
                break;
            default:
                diagnostics.Error(DiagnosticTable.NotAssignable, target.Span, "only variables, elements of lists and fields of records can be assigned");
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

        if (e.Target is NameExpr target && Habits.IsModule(target.Name) && Lookup(target.Name, scope) is null)
        {
            Habit habit = Habits.OfMember(target.Name, e.Member.Name);
            diagnostics.Error(DiagnosticTable.ForeignName, e.Span, habit.Message, habit.Hint);
            return;
        }

        Resolve(e.Target, scope);
    }

    private void CheckFields(RecordExpr e)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((Identifier name, _) in e.Fields)
        {
            if (!seen.Add(name.Name))
            {
                diagnostics.Error(DiagnosticTable.DuplicateName, name.Span, $"the record has two fields `{name.Name}`");
            }
        }
    }

    private void ResolveExec(ExecExpr e, Scope scope)
    {
        if (e.IsPath)
        {
            return;
        }

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
            if (FindHandler(function.Name, function.Span, ["ignore", "default"]) is { } body)
            {
                result.Later[e] = body;
            }
        }
    }

    /// <summary>The function that is to be a handler, or null and a diagnostic.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="span">Where it stands.</param>
    /// <param name="words">What may stand there instead of a function.</param>
    private Body? FindHandler(string name, Span span, IEnumerable<string> words)
    {
        if (!functions.TryGetValue(name, out Body? body))
        {
            diagnostics.Error(DiagnosticTable.UndefinedFunction, span, $"there is no function `{name}`",
                Spelling.DidYouMean(name, functions.Keys.Concat(words)));
            return null;
        }

        if (body.Parameters.Count > 1)
        {
            diagnostics.Error(DiagnosticTable.HandlerParameters, span,
                $"a handler takes the signal's number or nothing, and `{name}` has {body.Parameters.Count} parameters");
        }

        return body;
    }
}
