// A session's program grows input by input. What was compiled stays where it is: registers, instructions and functions keep their
// numbers, so that processes in the middle of an earlier input, their handlers and their atexit blocks are as valid as before.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    private Resolver? resolver;
    private MachineSettings? sessionSettings;
    private int globalsPlaced;
    private int sharedPlaced;

    /// <summary>Begins a session: a program without statements, whose process stands at its prompt.</summary>
    public static Compiler BeginSession(MachineSettings settings, NameTable names)
    {
        var resolver = Resolver.BeginSession(settings.TickMicroseconds);
        Resolution resolution = resolver.Resolution;
        // A later input may have threads: the variables of all inputs are where threads share them.
        resolution.HasBranches = true;
        // Body 0 is of nobody: every input has one of its own.
        return new Compiler(new SourceText("", ""), resolution, TypeInference.BeginSession(resolution),
            new ConstantFolder(settings.TickMicroseconds, resolution), new DiagnosticBag(), names)
        {
            resolver = resolver,
            sessionSettings = settings,
            code = { IsShared = true },
        };
    }

    /// <summary>Compiles one more input. If there are errors the compiler is of no further use.</summary>
    /// <param name="session">The text of the whole session, in which the input's spans are.</param>
    /// <param name="input">The input.</param>
    /// <param name="endsAtPrompt">Whether the process then waits for more, or exits.</param>
    /// <param name="bag">Gets what is wrong.</param>
    /// <returns>The program that has grown, its Main being the input, its Jobs those of the input; null if there are errors.</returns>
    public CompiledProgram? AddInput(SourceText session, ScriptFile input, bool endsAtPrompt, DiagnosticBag bag)
    {
        int firstJob = resolution.Jobs.Count, firstWorkload = resolution.Workloads.Count, firstBody = Begin(session, bag);
        resolver!.ResolveInput(input, endsAtPrompt, bag);
        types.InferInput(input, firstBody);
        Place(firstBody);
        EmitBodies(input, firstBody);
        DrawWorkloads(sessionSettings!, [], firstWorkload, firstJob);
        CompiledProgram program = Finish(sessionSettings!, firstJob);
        return bag.ErrorCount == 0 ? program : null;
    }

    /// <summary>Compiles statements that a debugger makes a process call in the middle of what it does.</summary>
    public (CompiledProgram Program, int Function)? AddCall(SourceText session, ScriptFile statements, DiagnosticBag bag)
        => AddAside(session, statements, FunctionKind.Function, bag);

    /// <summary>Compiles an expression that is looked at: its value is left in the first register behind the variables.</summary>
    /// <param name="session">The text of the whole session.</param>
    /// <param name="print">The expression, as a print statement of one value.</param>
    /// <param name="bag">Gets what is wrong.</param>
    public (CompiledProgram Program, int Function)? AddWatch(SourceText session, ScriptFile print, DiagnosticBag bag)
        => AddAside(session, print, FunctionKind.Watch, bag);

    private (CompiledProgram Program, int Function)? AddAside(SourceText session, ScriptFile statements, FunctionKind kind, DiagnosticBag bag)
    {
        int firstBody = Begin(session, bag);
        Body added = resolver!.ResolveAside(statements, kind, bag);
        types.InferInput(new ScriptFile(statements.Span, []), firstBody);
        Place(firstBody);
        EmitBodies(statements, firstBody);
        CompiledProgram program = Finish(sessionSettings!, resolution.Jobs.Count);
        return bag.ErrorCount == 0 ? (program, added.Index) : null;
    }

    private int Begin(SourceText session, DiagnosticBag bag)
    {
        source = session;
        diagnostics = bag;
        return frames.Count == 0 ? 0 : resolution.Bodies.Count;
    }

    private void Place(int firstBody)
    {
        List<Variable> newGlobals = resolution.Globals.GetRange(globalsPlaced, resolution.Globals.Count - globalsPlaced);
        List<Variable> newShared = resolution.Shared.GetRange(sharedPlaced, resolution.Shared.Count - sharedPlaced);
        globalsPlaced = resolution.Globals.Count;
        sharedPlaced = resolution.Shared.Count;
        FrameLayout.AssignWithBranches(resolution, common, newGlobals, shared, newShared, firstBody);
    }

    private void EmitWatch(Body watch)
    {
        var print = (PrintStmt)watch.Block!.Statements[0];
        if (print.Values is not [var expression])
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, print.Span, "one expression is needed here");
            return;
        }

        if (CheckPure(expression, "a watch"))
        {
            code.BeginStatement(expression.Span);
            EmitValue(expression, code.Value());
            code.Emit(Opcode.Holds);
        }
    }
}
