// What the compiler makes of a script: code, the images that processes run, and what the machine shall look like. Immutable
// and shared by all contexts, copies of a machine and threads.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Interpreter.Workloads;
using KScript.Kernel;

namespace KScript.Interpreter.Bytecode;

/// <summary>What a stretch of code is.</summary>
internal enum FunctionKind : byte { Main, Program, Job, Function, Handler, AtExit, Property, Watch }

/// <summary>A stretch of code with its own frame.</summary>
/// <param name="Name">Its name in the script, or what it is ("on SIGCHLD").</param>
/// <param name="Kind">What it is.</param>
/// <param name="End">Just behind its last instruction.</param>
/// <param name="Parameters">Where its parameters live.</param>
/// <param name="NumberNames">Names of the variables in its number registers, for the disassembler and the dump of states.</param>
/// <param name="ValueNames">The same for value registers.</param>
internal sealed record FunctionInfo(string Name, FunctionKind Kind, int End, Place[] Parameters, string[] NumberNames, string[] ValueNames)
{
    /// <summary>Its last instruction is a prompt: whoever runs it takes input from outside.</summary>
    public bool EndsAtPrompt { get; init; }

    /// <summary>Its variables, for who looks at a frame from outside.</summary>
    public VariableInfo[] Variables { get; init; } = [];
}

/// <summary>A variable, for who looks at memory from outside.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it lives.</param>
/// <param name="Scope">The part of the script where it is known, from just behind its declaration on.</param>
internal sealed record VariableInfo(string Name, Place Place, Span Scope);

/// <summary>Where a variable lives.</summary>
/// <param name="IsValue">In a register for values of any kind, else in one for numbers.</param>
/// <param name="IsBool">In a number register: holds a truth value.</param>
/// <param name="Index">The register.</param>
internal readonly record struct Place(bool IsValue, bool IsBool, int Index)
{
    /// <summary>What it is a place in: a frame, or the memory that the threads of a process share.</summary>
    public Holder Holder { get; init; }
}

/// <summary>Whose register an instruction changes: the w of <see cref="Opcode.StoreIndex"/> and <see cref="Opcode.Append"/>.</summary>
internal enum Holder : byte { Frame, Global, Shared, Common, Cell }

/// <summary>Something a process can run from its beginning: main, a program, a job.</summary>
/// <param name="Name">The name that the process gets (comm).</param>
/// <param name="Function">Its code.</param>
internal sealed record ProgramImage(string Name, int Function);

/// <summary>A job with what was said of it.</summary>
/// <param name="Image">What it runs.</param>
/// <param name="At">When init starts it, in ticks.</param>
/// <param name="Attributes">nice, priority, tickets … in ticks or numbers, by key in the order of the script.</param>
/// <param name="Burst">Its first burst where it was said or can be told from its body, else null.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record JobImage(ProgramImage Image, long At, IReadOnlyList<KeyValuePair<string, long[]>> Attributes, long? Burst, Span Span)
{
    /// <summary>After how many ticks it is released again; 0: never.</summary>
    public long Period { get; init; }

    /// <summary>How many ticks after its release it is to have ended; 0: there is no such time.</summary>
    public long Deadline { get; init; }

    /// <summary>How often it is released; 0: as often as the periods of all jobs ask for.</summary>
    public long Releases { get; init; }
}

/// <summary>An `always`, `finally`, `eventually` or `leads to`.</summary>
/// <param name="Function">What is to hold, as a function.</param>
/// <param name="Kind">When it is to hold.</param>
/// <param name="Span">The declaration.</param>
/// <param name="Assertion">What to say where it does not hold.</param>
internal sealed record Property(int Function, PropertyKind Kind, Span Span, Assertion Assertion)
{
    /// <summary>Of `e leads to f` the function of e, and where it stands; -1: there is none.</summary>
    public (int Function, Span Condition) Trigger { get; init; } = (-1, default);

    /// <summary>Whether whole runs decide it, and no state alone.</summary>
    public bool IsOfRuns => Kind is PropertyKind.Eventually or PropertyKind.LeadsTo;

    /// <summary>How the script says it.</summary>
    public static string WordOf(PropertyKind kind) => kind switch
    {
        PropertyKind.Always => "always",
        PropertyKind.Finally => "finally",
        PropertyKind.Eventually => "eventually",
        _ => "leads to",
    };
}

/// <summary>A condition that is claimed: what to say when it fails.</summary>
/// <param name="Span">The statement.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Left">The left side, where it is a comparison.</param>
/// <param name="Right">The right side.</param>
internal sealed record Assertion(Span Span, Span Condition, Span? Left, Span? Right)
{
    /// <summary>A text that stands for a part that was not looked at, as what is behind a false `&amp;&amp;`; told by its identity.</summary>
    internal const string NotEvaluated = "(not evaluated)";

    /// <summary>What is between `&amp;&amp;`, `||` and `!`, where the condition has such; a value for each operand is at hand when it fails.</summary>
    public IReadOnlyList<AssertionPart> Parts { get; init; } = [];
}

/// <summary>A part of a condition.</summary>
/// <param name="Span">The part.</param>
/// <param name="Left">The left side, where it is a comparison; else the part.</param>
/// <param name="Right">The right side, where it is a comparison.</param>
internal sealed record AssertionPart(Span Span, Span Left, Span? Right);

/// <summary>A compiled script.</summary>
internal sealed class CompiledProgram
{
    /// <summary>The script.</summary>
    public required SourceText Source { get; init; }

    /// <summary>All instructions, function by function.</summary>
    public required Instruction[] Code { get; init; }

    /// <summary>For each instruction the index of its statement in <see cref="Statements"/>.</summary>
    public required int[] StatementOf { get; init; }

    /// <summary>The spans of the statements.</summary>
    public required Span[] Statements { get; init; }

    /// <summary>Before each instruction: how many number registers of the frame are in use. Those above hold leftovers.</summary>
    public required ushort[] LiveNumbers { get; init; }

    /// <summary>The same for value registers.</summary>
    public required ushort[] LiveValues { get; init; }

    /// <summary>Entry and frame of each function.</summary>
    public required FunctionFrame[] Frames { get; init; }

    /// <summary>What else is known of each function.</summary>
    public required FunctionInfo[] Functions { get; init; }

    /// <summary>Texts and other values that the code names.</summary>
    public required Value[] Constants { get; init; }

    /// <summary>The names of the fields of the records that the code makes.</summary>
    public required string[][] Shapes { get; init; }

    /// <summary>Names of tasks; the code has their numbers in it. Every machine of this program uses this table.</summary>
    public required NameTable Names { get; init; }

    /// <summary>What `exec` and `spawn` find, by the number in the code. A null image: there is no such program (ENOENT).</summary>
    public required ProgramImage?[] Programs { get; init; }

    /// <summary>The names of <see cref="Programs"/>.</summary>
    public required string[] ProgramNames { get; init; }

    /// <summary>The views that the code looks at, by the number in the code.</summary>
    public required ViewRow[] Views { get; init; }

    /// <summary>The script's own process; null if the script is made of jobs only.</summary>
    public required ProgramImage? Main { get; init; }

    /// <summary>`program init`, or null for the built-in one.</summary>
    public required ProgramImage? Init { get; init; }

    /// <summary>The jobs, in the order of the script.</summary>
    public required JobImage[] Jobs { get; init; }

    /// <summary>Generated jobs and those of files, in the order of the script.</summary>
    public required Workload[] Workloads { get; init; }

    /// <summary>Whether generated jobs have names of their own; else there are too many.</summary>
    public bool NamesEachJob => namesEachJob ??= Workloads.Sum(workload => workload.Jobs.Length) <= Math.Min(Workload.MostNamed, Names.Free);

    private bool? namesEachJob;

    /// <summary>`always` and `finally`, in the order of the script.</summary>
    public required Property[] Properties { get; init; }

    /// <summary>Ends of the run that are meant.</summary>
    public AllowedEnds Allowed { get; init; }

    /// <summary>What `assert` claims.</summary>
    public required Assertion[] Assertions { get; init; }

    /// <summary>What top-level variables are in a fresh image: numbers and truth values.</summary>
    public required long[] GlobalNumbers { get; init; }

    /// <summary>What top-level variables are in a fresh image: other values.</summary>
    public required Value[] GlobalValues { get; init; }

    /// <summary>Mutexes and the like, by their numbers from 1 on.</summary>
    public LockSpec[] Locks { get; init; } = [];

    /// <summary>Terminals, by their numbers from 1 on.</summary>
    public TerminalSpec[] Terminals { get; init; } = [];

    /// <summary>Whether its processes have memory that threads share.</summary>
    public bool HasCommon { get; init; }

    /// <summary>What a process's memory is in a fresh image: numbers and truth values.</summary>
    public long[] CommonNumbers { get; init; } = [];

    /// <summary>The same of other values.</summary>
    public Value[] CommonValues { get; init; } = [];

    /// <summary>The variables at fixed places of a process's memory, for who looks at it from outside.</summary>
    public VariableInfo[] CommonVariables { get; init; } = [];

    /// <summary>What shared memory is at the start: numbers and truth values.</summary>
    public required long[] SharedNumbers { get; init; }

    /// <summary>What shared memory is at the start: other values.</summary>
    public required Value[] SharedValues { get; init; }

    /// <summary>Whether the script reads `info` or `rusage` anywhere; if not, contexts do not keep them.</summary>
    public required bool UsesInfo { get; init; }

    /// <summary>What must be recorded of a run for the tables that the script shows.</summary>
    public required HistoryParts History { get; init; }

    /// <summary>
    /// Writes a table to the standard output of a process, as the statement asks: machine, slot of the process, table, argument. Set by
    /// whoever runs the program; without it the statement writes nothing, as a process without a terminal.
    /// </summary>
    public Action<Machine, int, TableKind, long> ShowTable { get; set; } = static (_, _, _, _) => { };

    /// <summary>The shared variables, for who looks at memory from outside.</summary>
    public required VariableInfo[] SharedVariables { get; init; }

    /// <summary>The machine that the script asks for.</summary>
    public required MachineSettings Settings { get; init; }

    /// <summary>For each instruction the function that it belongs to.</summary>
    public required int[] FunctionOf { get; init; }

    /// <summary>What contexts share that hold nothing beyond registers.</summary>
    internal VmContext.ContextExtra PlainExtra => field ??= new VmContext.ContextExtra(this);

    /// <summary>The same program with instructions added: each belongs to the statement of the one that it stands before.</summary>
    /// <param name="code">All instructions.</param>
    /// <param name="at">For each old one, and for the end, where it or what stands before it is now.</param>
    public CompiledProgram WithCode(Instruction[] code, int[] at)
    {
        int[] statementOf = new int[code.Length];
        int[] functionOf = new int[code.Length];
        ushort[] liveNumbers = new ushort[code.Length];
        ushort[] liveValues = new ushort[code.Length];
        for (int old = 0; old < Code.Length; old++)
        {
            for (int now = at[old]; now < at[old + 1]; now++)
            {
                (statementOf[now], functionOf[now], liveNumbers[now], liveValues[now]) = (StatementOf[old], FunctionOf[old], LiveNumbers[old], LiveValues[old]);
            }
        }

        return new CompiledProgram
        {
            Source = Source,
            Code = code,
            StatementOf = statementOf,
            Statements = Statements,
            LiveNumbers = liveNumbers,
            LiveValues = liveValues,
            Frames = Array.ConvertAll(Frames, frame => frame with { Entry = at[frame.Entry] }),
            Functions = Array.ConvertAll(Functions, function => function with { End = at[function.End] }),
            Constants = Constants,
            Shapes = Shapes,
            Names = Names,
            Programs = Programs,
            ProgramNames = ProgramNames,
            Views = Views,
            Main = Main,
            Init = Init,
            Jobs = Jobs,
            Workloads = Workloads,
            Properties = Properties,
            Allowed = Allowed,
            Assertions = Assertions,
            GlobalNumbers = GlobalNumbers,
            GlobalValues = GlobalValues,
            Locks = Locks,
            Terminals = Terminals,
            HasCommon = HasCommon,
            CommonNumbers = CommonNumbers,
            CommonValues = CommonValues,
            CommonVariables = CommonVariables,
            SharedNumbers = SharedNumbers,
            SharedValues = SharedValues,
            UsesInfo = UsesInfo,
            History = History,
            ShowTable = ShowTable,
            SharedVariables = SharedVariables,
            Settings = Settings,
            FunctionOf = functionOf,
        };
    }

    /// <summary>The statement that an instruction belongs to.</summary>
    public Span StatementAt(int pc) => Statements[StatementOf[Math.Clamp(pc, 0, StatementOf.Length - 1)]];

    /// <summary>A process about to run an image. Arguments in the order of its parameters.</summary>
    public VmContext CreateContext(ProgramImage image, params ReadOnlySpan<Value> arguments) => new(this, image, arguments);
}
