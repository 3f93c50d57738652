// First pass: what each name means, and which blocks are bodies of their own. Main is read first, from top to bottom; then
// what runs later or elsewhere (functions, programs, jobs, handlers), which may use any variable of the top level.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Resolves the names of a script.</summary>
internal sealed partial class Resolver : IDeclarationVisitor
{
    private DiagnosticBag diagnostics;
    private readonly Resolution result;
    private readonly Dictionary<string, Body> functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProgramSymbol> programs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Span> jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Span> later = new(StringComparer.Ordinal);
    private readonly Queue<Action> pending = new();
    private readonly Queue<Action> properties = new();
    private readonly ConstantFolder folder;
    private Scope fileScope;

    private Resolver(DiagnosticBag diagnostics, Span span, long tickMicroseconds)
    {
        this.diagnostics = diagnostics;
        var file = new Body("main", FunctionKind.Main, 0, null) { Span = span, Block = new Block(span, []) };
        result = new Resolution { File = file };
        result.Bodies.Add(file);
        fileScope = new Scope(null, file);
        folder = new ConstantFolder(tickMicroseconds, result);
    }

    /// <summary>Resolves a file.</summary>
    public static Resolution Resolve(ScriptFile file, long tickMicroseconds, DiagnosticBag diagnostics, bool hasOtherJobs = false)
    {
        var resolver = new Resolver(diagnostics, file.Span, tickMicroseconds);
        resolver.ResolveFile(file, hasOtherJobs);
        resolver.CheckMain();
        resolver.CheckEntered();
        return resolver.result;
    }

    /// <summary>`fn main()` by habit. In a session a later input may call it.</summary>
    private void CheckMain()
    {
        bool called(Body main) => result.Calls.Values.Any(target => target is FunctionTarget { Function: var function } && function == main)
            || result.Later.ContainsValue(main);
        if (functions.TryGetValue("main", out Body? main) && !called(main))
        {
            diagnostics.Warning(DiagnosticTable.UncalledMain, new Span(main.Span.Start, "fn main".Length), "nobody calls this `main`",
                "a script runs from its first line to its last: call it, `main()`, or write its statements without it");
        }
    }

    /// <summary>A variable of this name is not what `wait`, a failed call or a handler sets.</summary>
    private void CheckHides(Identifier name)
    {
        string? sets = name.Name switch
        {
            "status" => "`wait` sets `status` by itself",
            "rusage" => "`wait` sets `rusage` by itself",
            "errno" => "a call that fails sets `errno` by itself",
            "info" => "a handler finds `info` by itself",
            _ => null,
        };
        if (sets is not null)
        {
            diagnostics.Warning(DiagnosticTable.HidesBuiltIn, name.Span, $"this variable hides the `{name.Name}` of the machine, and nothing sets it",
                $"{sets}: leave the declaration out, or give the variable another name");
        }
    }

    private void ResolveFile(ScriptFile file, bool hasOtherJobs)
    {
        Declare(file.Statements);
        ResolveMain(file, hasOtherJobs);
        while (pending.TryDequeue(out Action? work))
        {
            work();
        }

        // Properties last: what they may see depends on whether anything assigns it.
        while (properties.TryDequeue(out Action? work))
        {
            work();
        }
    }

    /// <summary>Functions, programs, jobs and properties are known in the whole file.</summary>
    private void Declare(List<Stmt> statements)
    {
        foreach (Stmt statement in statements)
        {
            if (statement is Declaration declaration)
            {
                declaration.Accept(this);
            }
            else if (statement is LetStmt { IsShared: false } let)
            {
                later.TryAdd(let.Name.Name, let.Name.Span);
            }
        }
    }

    private Body AddBody(string name, FunctionKind kind, Body? root, Span span, Block? block, Expr? condition = null, SourceText? origin = null)
    {
        var body = new Body(name, kind, result.Bodies.Count, root) { Span = span, Block = block, Condition = condition, Origin = origin };
        result.Bodies.Add(body);
        return body;
    }

    public void Visit(FunctionDecl declaration)
    {
        Body body = AddBody(declaration.Name.Name, FunctionKind.Function, null, declaration.Span, declaration.Body, origin: declaration.Origin);
        AddParameters(body, declaration.Parameters);
        if (IsDeclaredTwice(functions.GetValueOrDefault(declaration.Name.Name)))
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"the function `{declaration.Name.Name}` is declared twice", OtherPlace(declaration, functions[declaration.Name.Name]));
        }
        else
        {
            functions[declaration.Name.Name] = body;
        }

        pending.Enqueue(() => ResolveBody(body, fileScope));
    }

    public void Visit(ProgramDecl declaration)
    {
        Body body = AddBody(declaration.Name.Name, FunctionKind.Program, null, declaration.Span, declaration.Body, origin: declaration.Origin);
        AddParameters(body, declaration.Parameters);
        var symbol = new ProgramSymbol(declaration.Name.Name, result.Programs.Count, body);
        result.Programs.Add(symbol);
        if (IsDeclaredTwice(programs.GetValueOrDefault(declaration.Name.Name)?.Body))
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"the program `{declaration.Name.Name}` is declared twice", OtherPlace(declaration, programs[declaration.Name.Name].Body!));
        }
        else
        {
            programs[declaration.Name.Name] = symbol;
        }

        if (declaration.Name.Name == "init" && declaration.Parameters.Count > 0)
        {
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, declaration.Parameters[0].Span, "`program init` takes no parameters: nobody calls it");
        }

        pending.Enqueue(() => ResolveBody(body, fileScope));
    }

    public void Visit(JobDecl declaration)
    {
        Body body = AddBody(declaration.Name.Name, FunctionKind.Job, null, declaration.Span, declaration.Body);
        if (jobs.TryGetValue(declaration.Name.Name, out Span other) && other.Start >= result.File.Span.Start)
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"the job `{declaration.Name.Name}` is declared twice");
        }

        jobs[declaration.Name.Name] = declaration.Span;
        result.Jobs.Add(new Declared<JobDecl>(declaration, body));
        pending.Enqueue(() => ResolveBody(body, fileScope));
    }

    /// <summary>Where a name is declared that is declared twice, if that is in another file.</summary>
    private static string? OtherPlace(Stmt declaration, Body other) =>
        declaration.Origin == other.Origin ? null : $"{other.Origin?.Name ?? "the script"} has one too: one of them needs another name";

    public void Visit(ImportDecl declaration)
    {
        // What it imports stands behind it.
    }

    public void Visit(JobsDecl declaration) => result.Workloads.Add((declaration, result.Jobs.Count));

    public void Visit(PropertyDecl declaration)
    {
        // Resolved with main, from top to bottom: it sees what is declared above it.
    }

    public void Visit(SettingsDecl declaration)
    {
        // No names; SettingsCompiler reads it.
    }

    public void Visit(SyncDecl declaration)
    {
        string name = declaration.Name.Name;
        if (fileScope.Find(name) is { Constant: not null, Span: var span } && span.Start >= result.File.Span.Start)
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, declaration.Name.Span, $"the {declaration.What} `{name}` is declared twice");
            return;
        }

        LockKind kind = declaration.What switch
        {
            "mutex" => LockKind.Mutex,
            "condition" => LockKind.Condition,
            "rwlock" => LockKind.ReadersWriter,
            "semaphore" => LockKind.Semaphore,
            _ => LockKind.Barrier,
        };
        long value = 0;
        long least = kind == LockKind.Barrier ? 1 : 0;
        if (declaration.Value is { } given && (!folder.TryFoldNumber(given, out value) || value < least || value > int.MaxValue))
        {
            diagnostics.Error(DiagnosticTable.SharedNeedsConstant, given.Span, $"the {declaration.What} `{name}` begins with a constant number, {least} or more");
        }

        var flags = LockFlags.None;
        foreach (Identifier option in declaration.Options)
        {
            LockFlags flag = option.Name switch { "robust" => LockFlags.Robust, "inherit" => LockFlags.Inherits, _ => LockFlags.None };
            if (flag == LockFlags.None || kind != LockKind.Mutex)
            {
                diagnostics.Error(DiagnosticTable.UnknownMember, option.Span, $"a {declaration.What} cannot be `{option.Name}`", "a mutex may be `robust` and `inherit`");
            }

            flags |= flag;
        }

        result.Locks.Add(new LockSpec(name, kind, value, flags));
        fileScope.Declare(new Variable(name, declaration.Name.Span, VariableKind.Shared, result.File)
        {
            Type = KsType.Int,
            Constant = Vm.Value.Of((long)result.Locks.Count),
        });
    }

    public void Visit(AllowDecl declaration)
    {
        // No names; AllowedEnds reads it.
    }

    /// <summary>Whether a body of the same name stands in this file too; one of an earlier input of a session is replaced.</summary>
    private bool IsDeclaredTwice(Body? other) => other is not null && other.Index > result.File.Index;

    private void AddParameters(Body body, List<Identifier> parameters)
    {
        foreach (Identifier parameter in parameters)
        {
            if (body.Parameters.Exists(other => other.Name == parameter.Name))
            {
                diagnostics.Error(DiagnosticTable.DuplicateName, parameter.Span, $"two parameters are called `{parameter.Name}`");
            }

            CheckHides(parameter);
            body.Parameters.Add(new Variable(parameter.Name, parameter.Span, VariableKind.Parameter, body));
        }
    }

    private void ResolveBody(Body body, Scope outer)
    {
        var scope = new Scope(outer, body);
        foreach (Variable parameter in body.Parameters)
        {
            scope.Declare(parameter);
        }

        if (body.Condition is { } condition)
        {
            Resolve(condition, scope);
        }
        else
        {
            ResolveBlock(body.Block!, scope);
        }
    }

    private void ResolveMain(ScriptFile file, bool hasOtherJobs)
    {
        bool hasJobs = hasOtherJobs || result.Jobs.Count + result.Workloads.Count > 0;
        foreach (Stmt statement in file.Statements)
        {
            if (statement is PropertyDecl property)
            {
                AddProperty(property);
            }
            else if (statement is not Declaration)
            {
                // `shared` and the like do not make a main: a script of jobs only has none.
                if (statement is not (LetStmt { IsShared: true } or { Origin: not null }) || !hasJobs)
                {
                    result.Main = result.File;
                }

                Resolve(statement, fileScope);
            }
        }

        if (!hasJobs || result.File.EndsAtPrompt)
        {
            result.Main = result.File;
        }
    }

    private void AddProperty(PropertyDecl property)
    {
        Body body = AddBody(Property.WordOf(property.Kind), FunctionKind.Property, null, property.Span, null, property.Condition);
        Body? trigger = property.Trigger is { } condition
            ? AddBody(Property.WordOf(property.Kind), FunctionKind.Property, null, property.Span, null, condition)
            : null;
        result.Properties.Add(new DeclaredProperty(property, body, trigger));
        properties.Enqueue(() => ResolveBody(body, fileScope));
        if (trigger is not null)
        {
            properties.Enqueue(() => ResolveBody(trigger, fileScope));
        }
    }

    private void ResolveBlock(Block block, Scope scope)
    {
        scope.End = block.Span.End;
        foreach (Stmt statement in block.Statements)
        {
            Resolve(statement, scope);
        }
    }

    private void ResolveInner(Block block, Scope outer, bool loop = false) => ResolveBlock(block, new Scope(outer, outer.Body) { InLoop = loop || outer.InLoop });

    /// <summary>The parts of a node, of which there is nothing else to say.</summary>
    private void ResolveParts(Node node, Scope scope)
    {
        foreach (Node part in node.Children)
        {
            switch (part)
            {
                case Expr expression:
                    Resolve(expression, scope);
                    break;
                case Block block when node is Stmt:
                    ResolveInner(block, scope, loop: node is LoopStmt);
                    break;
                case Block block when node is BranchExpr branch:
                    ResolveBlock(block, new Scope(scope, scope.Body) { Branch = branch });
                    break;
                case Block block:
                    // The block of an expression is a process of its own: no loop of the parent's to leave.
                    ResolveBlock(block, new Scope(scope, scope.Body));
                    break;
                default:
                    throw new InvalidOperationException($"a {part.GetType().Name} in a {node.GetType().Name}");
            }
        }
    }

    private void Resolve(Stmt statement, Scope scope)
    {
        switch (statement)
        {
            case LetStmt s:
                Resolve(s.Value, scope);
                DeclareLet(s, scope);
                break;
            case SyncDecl s when scope != fileScope:
                diagnostics.Error(DiagnosticTable.MisplacedDeclaration, s.Span, $"`{s.What}` belongs at the top level");
                break;
            case TerminalDecl s when scope != fileScope:
                diagnostics.Error(DiagnosticTable.MisplacedDeclaration, s.Span, "`terminal` belongs at the top level");
                break;
            case AssignStmt s:
                Resolve(s.Value, scope);
                ResolveTarget(s.Target, scope);
                break;
            case ForStmt s:
                ResolveFor(s, scope);
                break;
            case BreakStmt or ContinueStmt when !scope.InLoop:
                string word = statement is BreakStmt ? "break" : "continue";
                diagnostics.Error(DiagnosticTable.MisplacedJump, statement.Span, $"`{word}` is in no loop", "a process ends with `exit`");
                break;
            case ReturnStmt s:
                ResolveReturn(s, scope);
                break;
            case AtExitStmt s:
                result.UsesAtExit = true;
                result.Later[s] = AddLater("atexit", FunctionKind.AtExit, s.Body, scope);
                break;
            default:
                ResolveParts(statement, scope);
                break;
        }
    }

    private void ResolveFor(ForStmt s, Scope scope)
    {
        Resolve(s.Source, scope);
        CheckHides(s.Variable);
        var inner = new Scope(scope, scope.Body) { InLoop = true };
        var variable = new Variable(s.Variable.Name, s.Variable.Span, VariableKind.Local, scope.Body) { Scope = s.Body.Span, Branch = scope.Branch };
        scope.Body.Locals.Add(variable);
        inner.Declare(variable);
        result.Variables[s] = variable;
        ResolveBlock(s.Body, inner);
    }

    private void ResolveReturn(ReturnStmt s, Scope scope)
    {
        Body body = scope.Body;
        Resolve(s.Value, scope);
        if (scope.Branch is { Kind: BranchKind.Thread })
        {
            result.ThreadReturns.Add(s);
            return;
        }

        if (body.Kind is not (FunctionKind.Function or FunctionKind.Handler or FunctionKind.AtExit or FunctionKind.Program))
        {
            diagnostics.Error(DiagnosticTable.MisplacedJump, s.Span, "`return` is in no function", "a process ends with `exit`");
        }

        body.HasResult |= s.Value is not null;
    }

    private void DeclareLet(LetStmt s, Scope scope)
    {
        string name = s.Name.Name;
        CheckHides(s.Name);
        if (s.IsShared)
        {
            if (scope.Body != result.File)
            {
                diagnostics.Error(DiagnosticTable.MisplacedDeclaration, s.Span, "`shared` belongs at the top level");
                return;
            }

            if (scope.Find(name) is { Kind: VariableKind.Shared })
            {
                diagnostics.Error(DiagnosticTable.DuplicateName, s.Name.Span, $"the shared variable `{name}` is declared twice");
            }

            var shared = new Variable(name, s.Name.Span, VariableKind.Shared, result.File)
            {
                Initial = folder.TryFold(s.Value, out Vm.Value first) ? first : null,
            };
            result.Shared.Add(shared);
            fileScope.Declare(shared);
            result.Variables[s] = shared;
            return;
        }

        // A second `let` in the same block is the same variable: whoever types it twice means that.
        Variable? variable = scope.Find(name);
        if (variable is not null && variable.Origin != s.Origin && scope == fileScope)
        {
            diagnostics.Error(DiagnosticTable.DuplicateName, s.Name.Span, $"`{name}` is declared twice",
                $"{variable.Origin?.Name ?? s.Origin?.Name} has one too: one of them needs another name");
        }

        if (variable is null || variable.Kind == VariableKind.Shared)
        {
            variable = new Variable(name, s.Name.Span, scope == fileScope ? VariableKind.Global : VariableKind.Local, scope.Body) { Scope = new Span(s.Span.End, scope.End - s.Span.End), Branch = scope.Branch, Origin = s.Origin };
            (scope == fileScope ? result.Globals : scope.Body.Locals).Add(variable);
            scope.Declare(variable);
            variable.Initial = scope == fileScope && folder.TryFold(s.Value, out Vm.Value initial) ? initial : null;
        }
        else
        {
            variable.IsAssigned = true;
            variable.Initial = null;
        }

        result.Variables[s] = variable;
    }

    private Body AddLater(string name, FunctionKind kind, Block block, Scope scope)
    {
        // What is around it lives in frame 0 if it is the body of an image, or itself such a block.
        Body? root = scope.Body.IsImage ? scope.Body : scope.Body.Root;
        Body body = AddBody(name, kind, root, block.Span, block, origin: scope.Body.Origin);
        pending.Enqueue(() => ResolveBody(body, scope));
        return body;
    }

    private void NotSupported(Span span, string what)
        => diagnostics.Error(DiagnosticTable.NotSupported, span, $"{what}: not supported yet", Habits.FindWord(what)?.Hint);
}
