// From the tree to a program: resolve names, infer types, lay out frames, then emit each body. The parts beside this file
// emit statements, expressions, conditions, calls and processes.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;
using KScript.Interpreter.Workloads;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>What the compiler is told beside the script.</summary>
internal sealed record CompilerOptions
{
    /// <summary>No wishes.</summary>
    public static CompilerOptions Default { get; } = new();

    /// <summary>`--sched` and `--set`: settings that come after the script's own.</summary>
    public IReadOnlyList<SettingsDecl> Overrides { get; init; } = [];

    /// <summary>Jobs that come from elsewhere (`--jobs FILE`): they stand behind the script's own.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } = [];

    /// <summary>Every statement notes that it was reached (Machine.Reached); else only `assert` does.</summary>
    public bool Coverage { get; init; }

    /// <summary>Top-level variables may be of any kind (the REPL).</summary>
    public bool DynamicGlobals { get; init; }
}

/// <summary>Compiles a script.</summary>
internal sealed partial class Compiler
{
    private SourceText source;
    private DiagnosticBag diagnostics;
    private readonly Resolution resolution;
    private readonly TypeInference types;
    private readonly ConstantFolder folder;
    private readonly Effects effects;
    private readonly CodeBuilder code = new();
    private readonly List<Assertion> assertions = [];
    private readonly NameTable names;
    private readonly Frame globals = new();
    private readonly Frame shared = new();
    private readonly Frame common = new();
    private readonly GrowingArray<FunctionFrame> frames = new();
    private readonly GrowingArray<FunctionInfo> infos = new();
    private readonly GrowingArray<int> functionOf = new();
    private readonly List<string> devices = [];
    private readonly List<ViewRow> views = [];
    private readonly List<Workload> workloads = [];
    private readonly Dictionary<Expr, KsType> typeOf = new(ReferenceEqualityComparer.Instance);
    private AllowedEnds allowed;
    private bool coverage;
    private Body body;

    private Compiler(SourceText source, Resolution resolution, TypeInference types, ConstantFolder folder, DiagnosticBag diagnostics, NameTable names)
    {
        this.names = names;
        this.source = source;
        this.resolution = resolution;
        this.types = types;
        this.folder = folder;
        this.diagnostics = diagnostics;
        effects = new Effects(resolution);
        body = resolution.File;
    }

    /// <summary>Compiles a tree; null if there are errors.</summary>
    public static CompiledProgram? Compile(SourceText source, ScriptFile file, CompilerOptions options, DiagnosticBag diagnostics)
    {
        MachineSettings settings = SettingsCompiler.Compile(file, options.Overrides, diagnostics);
        Resolution resolution = Resolver.Resolve(file, settings.TickMicroseconds, diagnostics, options.Workloads.Count > 0);
        TypeInference types = TypeInference.Infer(resolution, file, options.DynamicGlobals);
        var compiler = new Compiler(source, resolution, types, new ConstantFolder(settings.TickMicroseconds, resolution), diagnostics, new NameTable());
        compiler.DrawWorkloads(settings, options.Workloads, firstWorkload: 0, firstJob: 0);
        compiler.coverage = options.Coverage;
        compiler.allowed = AllowCompiler.Compile(file, diagnostics);
        CompiledProgram program = compiler.CompileAll(file, settings);
        return diagnostics.ErrorCount == 0 ? program : null;
    }

    private void DrawWorkloads(MachineSettings settings, IReadOnlyList<Workload> others, int firstWorkload, int firstJob)
    {
        workloads.Clear();
        var drawer = new JobsCompiler(settings, diagnostics);
        for (int i = 0; i < resolution.Workloads.Count; i++)
        {
            // Those of earlier inputs are drawn again for the count of seeds and names.
            (JobsDecl declaration, int before) = resolution.Workloads[i];
            if (drawer.Compile(declaration, before - firstJob) is { } workload && i >= firstWorkload)
            {
                workloads.Add(workload);
            }
        }

        workloads.AddRange(others);
    }

    private CompiledProgram CompileAll(ScriptFile file, MachineSettings settings)
    {
        if (resolution.HasBranches)
        {
            FrameLayout.AssignWithBranches(resolution, common, resolution.Globals, shared, resolution.Shared, firstBody: 0);
        }
        else
        {
            FrameLayout.Assign(resolution, globals, resolution.Globals, shared, resolution.Shared, firstBody: 0);
        }

        EmitBodies(file, first: 0);
        return Finish(settings, firstJob: 0);
    }

    private void EmitBodies(ScriptFile file, int first)
    {
        for (int i = first; i < resolution.Bodies.Count; i++)
        {
            Body next = resolution.Bodies[i];
            int entry = code.Position;
            EmitBody(next, file);
            if (code.MostNumbers > CodeBuilder.MaximumRegisters || code.MostValues > CodeBuilder.MaximumRegisters)
            {
                diagnostics.Error(DiagnosticTable.TooLargeToCompile, next.Span, $"`{next.Name}` needs more than {CodeBuilder.MaximumRegisters} variables and intermediate values");
            }

            frames.Add(new FunctionFrame(entry, code.MostNumbers, code.MostValues));
            infos.Add(FrameLayout.Describe(next, code.Position));
            while (functionOf.Count < code.Position)
            {
                functionOf.Add(infos.Count - 1);
            }
        }
    }

    private CompiledProgram Finish(MachineSettings settings, int firstJob) => new()
    {
        Source = source,
        Code = code.Code,
        StatementOf = code.StatementOf,
        Statements = code.Statements,
        LiveNumbers = code.LiveNumbers,
        LiveValues = code.LiveValues,
        FunctionOf = code.Of(functionOf),
        Frames = code.Of(frames),
        Functions = code.Of(infos),
        Constants = code.Constants,
        Shapes = code.Shapes,
        Names = InternNames(),
        Programs = resolution.Programs.ConvertAll(program => program.Body is { } b ? new ProgramImage(program.Name, b.Index) : null).ToArray(),
        ProgramNames = resolution.Programs.ConvertAll(program => program.Name).ToArray(),
        Views = [.. views],
        Main = resolution.Main is { } main ? new ProgramImage("main", main.Index) : null,
        Init = resolution.Programs.Find(program => program is { Name: "init", Body: not null }) is { Body: { } init } ? new ProgramImage("init", init.Index) : null,
        Jobs = Releases.Expand(resolution.Jobs.GetRange(firstJob, resolution.Jobs.Count - firstJob)
            .ConvertAll(job => (JobCompiler.Compile(job.Declaration, job.Body, folder, settings, diagnostics), job.Declaration)), diagnostics),
        Workloads = [.. workloads],
        Properties = resolution.Properties.ConvertAll(PropertyOf).ToArray(),
        Allowed = allowed,
        Assertions = [.. assertions],
        GlobalNumbers = resolution.HasBranches ? [] : FrameLayout.InitialNumbers(resolution.Globals, globals.Numbers),
        GlobalValues = resolution.HasBranches ? [] : FrameLayout.InitialValues(resolution.Globals, globals.Values),
        Locks = [.. resolution.Locks],
        Terminals = [.. resolution.Terminals],
        HasCommon = resolution.HasBranches,
        CommonNumbers = resolution.HasBranches ? FrameLayout.InitialNumbers(resolution.Globals, common.Numbers) : [],
        CommonValues = resolution.HasBranches ? FrameLayout.InitialValues(resolution.Globals, common.Values) : [],
        CommonVariables = FrameLayout.DescribeVariables(common.Variables),
        SharedNumbers = FrameLayout.InitialNumbers(resolution.Shared, shared.Numbers),
        SharedValues = FrameLayout.InitialValues(resolution.Shared, shared.Values),
        UsesInfo = resolution.UsesInfo,
        History = resolution.History,
        SharedVariables = FrameLayout.DescribeVariables(resolution.Shared),
        Settings = settings,
    };

    private Property PropertyOf(DeclaredProperty property)
    {
        PropertyDecl declaration = property.Declaration;
        return new Property(property.Body.Index, declaration.Kind, declaration.Span, AssertionOf(declaration.Span, declaration.Condition))
        {
            Trigger = property.Trigger is { } trigger ? (trigger.Index, declaration.Trigger!.Span) : (-1, default),
        };
    }

    private void EmitBody(Body next, ScriptFile file)
    {
        body = next;
        code.BeginBody(next.Frame.Numbers, next.Frame.Values, next.Span);
        loops.Clear();
        if (next.Condition is { } condition)
        {
            EmitProperty(next, condition);
            return;
        }

        if (next.Kind == FunctionKind.Watch)
        {
            EmitWatch(next);
            return;
        }

        BeginStored(next);
        List<Stmt> statements = next == resolution.File ? file.Statements : next.Block!.Statements;
        foreach (Stmt statement in statements)
        {
            Emit(statement);
        }

        code.ResumeStatement(new Span(next.Span.End, 0));
        if (next.EndsAtPrompt)
        {
            code.FlushCharge();
            code.Emit(Opcode.Prompt);
        }
        else if (next.IsImage)
        {
            EmitExit(null);
        }
        else
        {
            EmitReturnNothing();
        }
    }

    private KsType TypeOf(Expr expression)
    {
        if (!typeOf.TryGetValue(expression, out KsType type))
        {
            type = types.TypeOf(expression);
            typeOf.Add(expression, type);
        }

        return type;
    }

    /// <summary>Devices have numbers from 0 in the order in which the script names them.</summary>
    private int DeviceNumber(string name)
    {
        int index = devices.IndexOf(name);
        if (index < 0)
        {
            index = devices.Count;
            devices.Add(name);
        }

        return index;
    }

    /// <summary>Names that a machine may need, so that the table does not grow while machines run.</summary>
    private NameTable InternNames()
    {
        resolution.Programs.ForEach(program => NameOf(program.Name, program.Body?.Span ?? body.Span));
        resolution.Jobs.ForEach(job => NameOf(job.Declaration.Name.Name, job.Declaration.Name.Span));
        workloads.ForEach(workload => NameOf(workload.Name, body.Span));
        return names;
    }

    /// <summary>The number of a task's name.</summary>
    private int NameOf(string name, Span where)
    {
        if (names.TryIntern(name, out NameId id))
        {
            return id.Value;
        }

        if (hasTooManyNames)
        {
            return 0;
        }

        hasTooManyNames = true;
        diagnostics.Error(DiagnosticTable.TooLargeToCompile, where, $"the tasks have more than {NameTable.MostNames} different names");
        return 0;
    }

    private int ViewNumber(ViewRow row)
    {
        int index = views.IndexOf(row);
        if (index < 0)
        {
            index = views.Count;
            views.Add(row);
        }

        return index;
    }

    private bool hasTooManyNames;

    private static Assertion AssertionOf(Span span, Expr condition) => AsComparison(condition) is { } comparison
        ? new Assertion(span, condition.Span, comparison.Left.Span, comparison.Right.Span)
        : new Assertion(span, condition.Span, null, null) { Parts = [.. PartsOf(condition)] };

    private static BinaryExpr? AsComparison(Expr e) =>
        e is BinaryExpr { Op: not (BinaryOp.And or BinaryOp.Or) } comparison && Operators.IsComparison(Operators.Of(comparison.Op)) ? comparison : null;

    /// <summary>What is between `&amp;&amp;`, `||` and `!`, from left to right.</summary>
    private static IEnumerable<AssertionPart> PartsOf(Expr e) => e switch
    {
        BinaryExpr { Op: BinaryOp.And or BinaryOp.Or } both => PartsOf(both.Left).Concat(PartsOf(both.Right)),
        UnaryExpr { Op: UnaryOp.Not } not => PartsOf(not.Operand),
        _ when AsComparison(e) is { } comparison => [new AssertionPart(e.Span, comparison.Left.Span, comparison.Right.Span)],
        _ => [new AssertionPart(e.Span, e.Span, null)],
    };
}
