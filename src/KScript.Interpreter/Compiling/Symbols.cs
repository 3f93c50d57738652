// What names stand for, and the stretches of code that have a frame of their own. The Resolver makes them, TypeInference
// fills in types, FrameLayout places; the compiler proper reads them.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Where a variable is declared.</summary>
internal enum VariableKind : byte
{
    /// <summary>At the top of the file: every image has it, and functions see it.</summary>
    Global,
    /// <summary>In a block of main, or in another body.</summary>
    Local,
    /// <summary>A parameter of a function or program.</summary>
    Parameter,
    /// <summary>`shared`.</summary>
    Shared,
}

/// <summary>Where a variable lives.</summary>
internal enum VariablePlace : byte
{
    /// <summary>In a register, or in shared memory: as its kind says.</summary>
    AsKind,
    /// <summary>At a fixed place of the process's memory, which its threads share.</summary>
    Common,
    /// <summary>In a cell of the process's memory, whose number is in its register: made anew for each run of a function or of a thread's block.</summary>
    Cell,
}

/// <summary>A variable.</summary>
internal sealed class Variable(string name, Span span, VariableKind kind, Body owner)
{
    public string Name { get; } = name;
    public Span Span { get; } = span;
    public VariableKind Kind { get; } = kind;
    public Body Owner { get; } = owner;
    /// <summary>The part of the script that sees it: from behind its declaration to the end of the block around it.</summary>
    public Span Scope { get; init; } = new(0, int.MaxValue);
    public KsType Type { get; set; }
    /// <summary>Its register (in frame 0, shared memory, or its owner's frame).</summary>
    public int Index { get; set; } = -1;
    /// <summary>What its `let` says, where there is only one and it is a constant.</summary>
    public Value? Initial { get; set; }
    /// <summary>Assigned somewhere beside its `let`.</summary>
    public bool IsAssigned { get; set; }
    /// <summary>The block of a thread, vfork or clone in which it is declared; null: in none.</summary>
    public BranchExpr? Branch { get; init; }
    /// <summary>A block of a thread, vfork or clone that it is declared outside of uses it.</summary>
    public bool IsCaptured { get; set; }
    /// <summary>A handler or another block that runs later uses it.</summary>
    public bool IsUsedLater { get; set; }
    /// <summary>What it always is: the number of a mutex or the like. It lives nowhere.</summary>
    public Value? Constant { get; init; }
    /// <summary>The imported file that it is a constant of; null: the script itself.</summary>
    public SourceText? Origin { get; init; }
    /// <summary>Where it lives. Settled by the layout.</summary>
    public VariablePlace Place { get; set; }
    /// <summary>It lives in a register for values, not for numbers.</summary>
    public bool IsValue => !KsTypes.IsNumber(Type);
}

/// <summary>Code with a frame of its own.</summary>
internal sealed class Body(string name, FunctionKind kind, int index, Body? root)
{
    public string Name { get; } = name;
    public FunctionKind Kind { get; } = kind;
    /// <summary>Its number in the program.</summary>
    public int Index { get; } = index;
    /// <summary>The image in whose frame 0 the variables around this body live; null for a function. An image is its own.</summary>
    public Body? Root { get; } = root;
    public Span Span { get; init; }
    public Block? Block { get; init; }
    /// <summary>The condition of a property.</summary>
    public Expr? Condition { get; init; }
    public List<Variable> Parameters { get; } = [];
    public List<Variable> Locals { get; } = [];
    /// <summary>Parameters that live in cells or at fixed places: what was passed, and the variable that gets it at the beginning.</summary>
    public List<(Variable Passed, Variable Variable)> Stored { get; } = [];
    /// <summary>Its variables in their registers.</summary>
    public Frame Frame { get; set; } = new();
    /// <summary>It ends at a prompt and not with exit: input of a session.</summary>
    public bool EndsAtPrompt { get; init; }
    /// <summary>The imported file that it stands in; null: the script itself.</summary>
    public SourceText? Origin { get; init; }
    /// <summary>What a function returns.</summary>
    public KsType Returns { get; set; }
    /// <summary>Whether it has a `return` with a value.</summary>
    public bool HasResult { get; set; }
    /// <summary>A function as a value.</summary>
    public FunctionValue Value => field ??= new FunctionValue(Name, Index, Span.Start);
    /// <summary>Its frame is frame 0.</summary>
    public bool IsImage => Kind is FunctionKind.Main or FunctionKind.Program or FunctionKind.Job or FunctionKind.Property or FunctionKind.Watch;
}

/// <summary>A program that `exec` finds.</summary>
internal sealed record ProgramSymbol(string Name, int Index, Body? Body);

/// <summary>What a call calls.</summary>
internal abstract record CallTarget;

/// <summary>A function of the script.</summary>
internal sealed record FunctionTarget(Body Function) : CallTarget;

/// <summary>What the compiler knows itself.</summary>
internal sealed record BuiltinTarget(BuiltinRow Row) : CallTarget;

/// <summary>What a variable holds: a function, if all is well.</summary>
internal sealed record ValueTarget(NameExpr Callee) : CallTarget;

/// <summary>posix_spawn: what it runs.</summary>
internal sealed record SpawnTarget(ExecExpr Program, Expr? Attributes) : CallTarget;

/// <summary>A system call.</summary>
internal sealed record SyscallTarget(SyscallRow Row) : CallTarget;

/// <summary>A view.</summary>
internal sealed record ViewTarget(ViewRow Row) : CallTarget;
