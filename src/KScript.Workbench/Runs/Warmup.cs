// Start-up: what a run needs last is loaded on a second thread while the first one reads and parses the script. Loading
// types and filling the kernel's tables is most of what a short run costs, and has nothing to do with the script.
using System.Runtime.CompilerServices;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing.Generated;
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Runs;

/// <summary>Loads the compiler, the kernel and the trace ahead of time. It has no effect but that.</summary>
internal static class Warmup
{
    /// <summary>Begins, and returns at once.</summary>
    public static void Start() => new System.Threading.Thread(Run) { IsBackground = true }.Start();

    // In the order in which the other thread will come to it: the lexer's and the parser's tables, the kernel's, a small script's whole run.
    private static void Run()
    {
        RuntimeHelpers.RunClassConstructor(typeof(KScriptLexer).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(KScriptParser).TypeHandle);
        _ = SyscallTable.Find(SyscallNumber.Fork);
        _ = ConstantTable.TryGet("SIGCHLD", out _);
        _ = ViewTable.Find("state");
        var program = Compiler.Compile(new SourceText("", ""), Sample(), CompilerOptions.Default, new DiagnosticBag())!;
        var session = new Session(program);
        var trace = new TextTraceWriter(Stream.Null, TraceLevels.All);
        session.Machine.Attach(trace);
        trace.Begin(session.Machine);
        trace.End(session.Machine, session.Run(new RunLimits()));
    }

    // let child = fork { compute 1; exit 7 }; if child > 0 { wait }; print "child", child + 1
    private static ScriptFile Sample()
    {
        Span none = default;
        var child = new NameExpr(none, "child");
        Block body = new(none, [new ExprStmt(none, new CallExpr(none, new Identifier("compute", none), [new IntExpr(none, 1)], command: true)), new ExitStmt(none, false, new IntExpr(none, 7))]);
        Block waits = new(none, [new ExprStmt(none, new WaitExpr(none, null, []))]);
        return new ScriptFile(none,
        [
            new LetStmt(none, new Identifier("child", none), new ForkExpr(none, null, body), shared: false),
            new IfStmt(none, new BinaryExpr(none, BinaryOp.Greater, child, new IntExpr(none, 0), none), waits, null),
            new PrintStmt(none, [new TextExpr(none, "child"), new BinaryExpr(none, BinaryOp.Add, child, new IntExpr(none, 1), none)]),
        ]);
    }
}
