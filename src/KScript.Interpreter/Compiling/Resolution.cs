// What the Resolver found out: which variable, call or body each node of the tree means. The tree itself stays as it is.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;

namespace KScript.Interpreter.Compiling;

/// <summary>Tables from nodes to what they mean.</summary>
internal sealed class Resolution
{
    /// <summary>Every body, in the order of its number.</summary>
    public List<Body> Bodies { get; } = [];

    /// <summary>Variables at their uses (NameExpr) and declarations (LetStmt, ForStmt).</summary>
    public Dictionary<Node, Variable> Variables { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Targets of calls.</summary>
    public Dictionary<CallExpr, CallTarget> Calls { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Functions whose names stand for them as values.</summary>
    public Dictionary<NameExpr, Body> Functions { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Blocks that run later: handlers (SignalExpr), atexit (AtExitStmt); and functions as handlers.</summary>
    public Dictionary<Node, Body> Later { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Programs, at exec and spawn.</summary>
    public Dictionary<ExecExpr, ProgramSymbol> Executed { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Variables of the file's top level, in order.</summary>
    public List<Variable> Globals { get; } = [];

    /// <summary>Shared variables, in order.</summary>
    public List<Variable> Shared { get; } = [];

    /// <summary>Programs by the number in the code.</summary>
    public List<ProgramSymbol> Programs { get; } = [];

    /// <summary>Generated jobs, and how many written ones stand before each.</summary>
    public List<(JobsDecl Declaration, int Before)> Workloads { get; } = [];

    /// <summary>Jobs with their bodies.</summary>
    public List<Declared<JobDecl>> Jobs { get; } = [];

    /// <summary>Properties with their bodies.</summary>
    public List<DeclaredProperty> Properties { get; } = [];

    /// <summary>The script's own process, or null.</summary>
    public Body? Main { get; set; }

    /// <summary>The body of the statements at the top level; it also declares what has no process: shared variables of a script of jobs.</summary>
    public required Body File { get; set; }

    /// <summary>Whether a member is one of `info`, and not a record's: no variable of that name hides it.</summary>
    public bool IsInfo(MemberExpr e) => e.Target is NameExpr { Name: "info" } target && !Variables.ContainsKey(target);

    /// <summary>Mutexes and the like, by their numbers from 1 on.</summary>
    public List<KScript.Kernel.LockSpec> Locks { get; } = [];

    /// <summary>Blocks of `enter` that say a container's name, and no variable.</summary>
    public HashSet<ContainerExpr> EnteredByName { get; } = [];

    /// <summary>Terminals, by their numbers from 1 on.</summary>
    public List<KScript.Kernel.TerminalSpec> Terminals { get; } = [];

    /// <summary>A block of a thread, vfork or clone is there: variables that such blocks share live in the process's memory.</summary>
    public bool HasBranches { get; set; }

    /// <summary>`return` in the block of a thread: it ends the thread.</summary>
    public HashSet<ReturnStmt> ThreadReturns { get; } = new(ReferenceEqualityComparer.Instance);

    public bool UsesInfo { get; set; }

    public bool UsesAtExit { get; set; }

    public bool UsesStdio { get; set; }

    /// <summary>What the tables it shows need of the past.</summary>
    public HistoryParts History { get; set; }
}

/// <summary>A declaration with its body. A class: lists of tuples are not pre-compiled.</summary>
internal sealed record Declared<T>(T Declaration, Body Body)
    where T : Declaration;

/// <summary>A claim with its condition as a body; of `e leads to f` that of e, too.</summary>
internal sealed record DeclaredProperty(PropertyDecl Declaration, Body Body, Body? Trigger);

/// <summary>Names of one block, inside the names around it.</summary>
internal sealed class Scope(Scope? outer, Body body)
{
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);

    /// <summary>The same names, for another body: what a later input of a session is in.</summary>
    public Scope(Scope same, Body body, bool inLoop)
        : this(same.Outer, body)
    {
        variables = same.variables;
        InLoop = inLoop;
    }

    public Scope? Outer { get; } = outer;

    /// <summary>The innermost block of a thread, vfork or clone that it is in; null: none.</summary>
    public BranchExpr? Branch { get; init; } = outer?.Branch;

    public Body Body { get; } = body;

    /// <summary>Where its block ends in the script.</summary>
    public int End { get; set; } = int.MaxValue;

    /// <summary>Inside a loop of this body (and of this fork block).</summary>
    public bool InLoop { get; init; }

    public Variable? Find(string name) => variables.GetValueOrDefault(name);

    public void Declare(Variable variable) => variables[variable.Name] = variable;

    public IEnumerable<string> Names => variables.Keys;
}
