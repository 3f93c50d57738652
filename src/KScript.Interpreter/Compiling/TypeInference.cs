// Second pass: one type for each variable, parameter and result, over the whole script at once. Rounds over all statements
// join what is assigned until nothing changes; types only ever rise, so there are few rounds.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Infers types, and answers what the type of an expression is.</summary>
internal sealed class TypeInference
{
    private readonly Resolution resolution;
    private ScriptFile file;
    private int firstBody;
    private bool changed;

    private TypeInference(Resolution resolution, ScriptFile file)
    {
        this.resolution = resolution;
        this.file = file;
    }

    /// <summary>For a session, of which there is no input yet.</summary>
    public static TypeInference BeginSession(Resolution resolution) => new(resolution, new ScriptFile(new Span(0, 0), []));

    /// <summary>
    /// Infers what one more input needs. What later inputs may use can be anything: variables of the top level, parameters, results. So
    /// what was found for earlier inputs stays true.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="first">The first of its bodies.</param>
    public void InferInput(ScriptFile input, int first)
    {
        file = input;
        firstBody = first;
        resolution.Globals.ForEach(variable => variable.Type = KsType.Any);
        resolution.Shared.ForEach(variable => variable.Type = KsType.Any);
        for (int i = first; i < resolution.Bodies.Count; i++)
        {
            Body body = resolution.Bodies[i];
            if (body.Kind is FunctionKind.Function or FunctionKind.Program)
            {
                body.Parameters.ForEach(parameter => parameter.Type = KsType.Any);
                body.Returns = KsType.Any;
            }
        }

        InferAll();
    }

    /// <summary>Infers all types of a file.</summary>
    /// <param name="resolution">What names mean.</param>
    /// <param name="file">The tree.</param>
    /// <param name="dynamicGlobals">Top-level variables may be anything (the REPL, where later lines are not known).</param>
    public static TypeInference Infer(Resolution resolution, ScriptFile file, bool dynamicGlobals)
    {
        var inference = new TypeInference(resolution, file);
        if (dynamicGlobals)
        {
            resolution.Globals.ForEach(variable => variable.Type = KsType.Any);
            resolution.Shared.ForEach(variable => variable.Type = KsType.Any);
        }

        inference.InferAll();
        return inference;
    }

    private void InferAll()
    {
        // Who calls a function through a value passes anything, and takes what comes back for anything.
        foreach (Body function in resolution.Functions.Values)
        {
            Free(function);
        }

        // What an imported file declares is there to be used, and not all of it by every script: it is right for whatever it may get.
        resolution.Bodies.FindAll(static body => body.Origin is not null && body.Kind is FunctionKind.Function or FunctionKind.Program).ForEach(Free);

        Converge();
        // What never got a value is the number 0; that may make new facts.
        for (int i = firstBody; i < resolution.Bodies.Count; i++)
        {
            Body body = resolution.Bodies[i];
            body.Returns = body.Returns == KsType.None ? KsType.Int : body.Returns;
            body.Parameters.ForEach(Settle);
            body.Locals.ForEach(Settle);
        }

        resolution.Globals.ForEach(Settle);
        resolution.Shared.ForEach(Settle);
        Converge();
    }

    private static void Free(Body function)
    {
        function.Parameters.ForEach(static parameter => parameter.Type = KsType.Any);
        function.Returns = KsType.Any;
    }

    private static void Settle(Variable variable) => variable.Type = variable.Type == KsType.None ? KsType.Int : variable.Type;

    /// <summary>Rounds after which everything may be anything: a script in which types go a long way through functions is compiled in linear time.</summary>
    private const int MostRounds = 30;

    private void Converge()
    {
        int rounds = 0;
        do
        {
            if (rounds++ == MostRounds)
            {
                Widen();
                return;
            }

            changed = false;
            file.Statements.ForEach(statement => Visit(statement, resolution.File));
            for (int i = firstBody; i < resolution.Bodies.Count; i++)
            {
                VisitBody(resolution.Bodies[i]);
            }
        }
        while (changed);
    }

    /// <summary>Takes every variable, parameter and result for a value of any kind, which is always right.</summary>
    private void Widen()
    {
        resolution.Globals.ForEach(static variable => variable.Type = KsType.Any);
        resolution.Shared.ForEach(static variable => variable.Type = KsType.Any);
        for (int i = firstBody; i < resolution.Bodies.Count; i++)
        {
            Body body = resolution.Bodies[i];
            body.Parameters.ForEach(static variable => variable.Type = KsType.Any);
            body.Locals.ForEach(static variable => variable.Type = KsType.Any);
            body.Returns = KsType.Any;
        }
    }

    private void VisitBody(Body body)
    {
        if (body.Kind == FunctionKind.Function && !body.HasResult)
        {
            Raise(body, KsType.Int);
        }

        if (body.Condition is { } condition)
        {
            Visit(condition, body);
        }

        body.Block?.Statements.ForEach(statement => Visit(statement, body));
    }

    private void Raise(Variable variable, KsType type)
    {
        KsType joined = KsTypes.Join(variable.Type, type);
        changed |= joined != variable.Type;
        variable.Type = joined;
    }

    private void Raise(Body function, KsType type)
    {
        KsType joined = KsTypes.Join(function.Returns, type);
        changed |= joined != function.Returns;
        function.Returns = joined;
    }

    /// <summary>A node and its parts; what some kinds of nodes say of variables, parameters and results.</summary>
    private void Visit(Node node, Body body)
    {
        foreach (Node part in node.Children)
        {
            Visit(part, body);
        }

        switch (node)
        {
            case LetStmt s when resolution.Variables.TryGetValue(s, out Variable? variable):
                Raise(variable, TypeOf(s.Value));
                break;
            case AssignStmt s:
                VisitAssignment(s);
                break;
            case ForStmt s when resolution.Variables.TryGetValue(s, out Variable? counter):
                Raise(counter, s.Source is RangeExpr ? KsType.Int : KsTypes.ElementOf(TypeOf(s.Source)));
                break;
            case ReturnStmt s when body.Kind == FunctionKind.Function:
                Raise(body, s.Value is null ? KsType.Int : TypeOf(s.Value));
                break;
            case CallExpr e when resolution.Calls.GetValueOrDefault(e) is FunctionTarget { Function: var function }:
                RaiseParameters(function, e.Arguments);
                break;
            case ExecExpr e when resolution.Executed.GetValueOrDefault(e)?.Body is { } program:
                RaiseParameters(program, e.Arguments);
                break;
            case CallExpr e when resolution.Calls.GetValueOrDefault(e) is SpawnTarget { Program: var spawned } && resolution.Executed.GetValueOrDefault(spawned)?.Body is { } image:
                RaiseParameters(image, spawned.Arguments);
                break;
            case SignalExpr or CallExpr { Callee.Name: "sigset" } when resolution.Later.GetValueOrDefault(node) is { Parameters: [var parameter, ..] }:
                Raise(parameter, KsType.Int);
                break;
            default:
                break;
        }
    }

    private void RaiseParameters(Body callee, List<Expr> arguments)
    {
        for (int i = 0; i < Math.Min(arguments.Count, callee.Parameters.Count); i++)
        {
            Raise(callee.Parameters[i], TypeOf(arguments[i]));
        }
    }

    private void VisitAssignment(AssignStmt s)
    {
        if (s.Target is NameExpr name)
        {
            if (resolution.Variables.TryGetValue(name, out Variable? variable))
            {
                Raise(variable, s.Op is { } op ? TypeOfBinary(op, variable.Type, TypeOf(s.Value)) : TypeOf(s.Value));
            }

            return;
        }

        // a[i] = e, a[i][j] = e: the variable is a list of e, a list of lists …
        KsType type = s.Op is { } operation ? TypeOfBinary(operation, TypeOf(s.Target), TypeOf(s.Value)) : TypeOf(s.Value);
        Expr target = s.Target;
        while (target is IndexExpr or MemberExpr)
        {
            type = target is IndexExpr ? KsTypes.ListOf(type) : KsType.Record;
            target = target is IndexExpr index ? index.Target : ((MemberExpr)target).Target;
        }

        // Only what is a list already can become a list of more; indexing a number is a type error and raises nothing.
        if (target is NameExpr list && resolution.Variables.TryGetValue(list, out Variable? holder) && KsTypes.IsList(holder.Type))
        {
            Raise(holder, type);
        }
    }

    /// <summary>The type of an expression, as far as it is known.</summary>
    public KsType TypeOf(Expr expression) => expression switch
    {
        IntExpr or TimeExpr => KsType.Int,
        BoolExpr => KsType.Bool,
        TextExpr => KsType.Text,
        ListExpr e => KsTypes.ListOf(e.Items.Aggregate(KsType.None, (type, item) => KsTypes.Join(type, TypeOf(item)))),
        NameExpr e => TypeOfName(e),
        UnaryExpr e => e.Op == UnaryOp.Not ? KsType.Bool : KsType.Int,
        BinaryExpr e => TypeOfBinary(e),
        IndexExpr e => KsTypes.ElementOf(TypeOf(e.Target)),
        CallExpr e => TypeOfCall(e),
        ForkExpr or BranchExpr or WaitExpr or ExecExpr or SignalExpr or SignalSetExpr or IoExpr => KsType.Int,
        RecordExpr => KsType.Record,
        PipelineExpr => KsType.IntList,
        CaptureExpr => KsType.Any,
        MemberExpr e => resolution.IsInfo(e) ? KsType.Int : KsType.Any,
        RangeExpr or RegisterExpr or ContainerExpr => KsType.Int,
        _ => throw new InvalidOperationException($"no type for {expression.GetType().Name}"),
    };

    private KsType TypeOfName(NameExpr e) => resolution.Variables.TryGetValue(e, out Variable? variable) ? variable.Type
        : resolution.Functions.ContainsKey(e) ? KsType.Function
        : KernelNames.TryConstant(e.Name, out Vm.Value value) && value.Kind == Vm.ValueKind.Text ? KsType.Text : KsType.Int;

    private KsType TypeOfBinary(BinaryExpr e) => e.Op switch
    {
        BinaryOp.Or or BinaryOp.And => KsType.Bool,
        BinaryOp.Add => TypeOfBinary(e.Op, TypeOf(e.Left), TypeOf(e.Right)),
        _ => TypeOfBinary(e.Op, KsType.Int, KsType.Int),
    };

    private static KsType TypeOfBinary(BinaryOp op, KsType left, KsType right) => op switch
    {
        BinaryOp.Or or BinaryOp.And or BinaryOp.Equal or BinaryOp.NotEqual or BinaryOp.Less or BinaryOp.LessEqual
            or BinaryOp.Greater or BinaryOp.GreaterEqual or BinaryOp.In => KsType.Bool,
        BinaryOp.BitOr or BinaryOp.BitXor or BinaryOp.BitAnd or BinaryOp.ShiftLeft or BinaryOp.ShiftRight or BinaryOp.Subtract
            or BinaryOp.Multiply or BinaryOp.Divide or BinaryOp.Modulo => KsType.Int,
        BinaryOp.Add => TypeOfSum(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    private static KsType TypeOfSum(KsType left, KsType right) => (left, right) switch
    {
        (KsType.None, KsType.None) => KsType.None,
        (KsType.None, KsType.Bool) or (KsType.Bool, KsType.None) => KsType.Int,
        (KsType.None, _) => right,
        (_, KsType.None) => left,
        (KsType.Text, KsType.Text) => KsType.Text,
        _ when KsTypes.IsNumber(left) && KsTypes.IsNumber(right) => KsType.Int,
        _ when KsTypes.IsList(left) && KsTypes.IsList(right) => KsTypes.Join(left, right),
        _ => KsType.Any,
    };

    private KsType TypeOfCall(CallExpr e) => resolution.Calls.GetValueOrDefault(e) switch
    {
        FunctionTarget target => target.Function.Returns,
        BuiltinTarget { Row.Id: Builtin.Choose } => KsTypes.ElementOf(TypeOf(e.Arguments[0])),
        BuiltinTarget { Row.Id: Builtin.Sigprocmask } when e.Arguments.Count > 1 => KsType.Int,
        BuiltinTarget target => target.Row.Result,
        ValueTarget => KsType.Any,
        SyscallTarget target => OfResult(target.Row.Result),
        ViewTarget target => OfResult(target.Row.Result),
        _ => KsType.Int,
    };

    /// <summary>What calls and views give. A text from a system call may be -1 instead: it is known at run time.</summary>
    private static KsType OfResult(ResultKind kind) => kind switch
    {
        ResultKind.Int or ResultKind.None => KsType.Int,
        ResultKind.Bool => KsType.Bool,
        ResultKind.Text => KsType.Text,
        ResultKind.List => KsType.IntList,
        ResultKind.Any => KsType.Any,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
