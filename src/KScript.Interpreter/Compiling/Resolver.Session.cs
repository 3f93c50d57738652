// A session: input after input, each with what the earlier ones declared. A function or program that is declared again takes
// the place of the old one everywhere: the others are resolved again too, so that they call the new one.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Resolver
{
    private readonly List<Declaration> callable = [];

    /// <summary>Begins a session without any input.</summary>
    public static Resolver BeginSession(long tickMicroseconds) => new(new DiagnosticBag(), new Span(0, 0), tickMicroseconds);

    /// <summary>What is known so far.</summary>
    public Resolution Resolution => result;

    /// <summary>Resolves one more input; its statements become a body of their own.</summary>
    /// <param name="file">The input.</param>
    /// <param name="endsAtPrompt">Whether the process then waits for more; else it exits, as at the end of a script.</param>
    /// <param name="bag">Gets what is wrong.</param>
    public void ResolveInput(ScriptFile file, bool endsAtPrompt, DiagnosticBag bag)
    {
        diagnostics = bag;
        later.Clear();
        var body = new Body("main", FunctionKind.Main, result.Bodies.Count, null) { Span = file.Span, EndsAtPrompt = endsAtPrompt };
        result.Bodies.Add(body);
        result.File = body;
        result.Main = null;
        fileScope = new Scope(fileScope, body, inLoop: false);
        result.UsesInfo = result.UsesAtExit = result.UsesStdio = true;
        Declare(Redeclared(file));
        ResolveFile(file, hasOtherJobs: false);
    }

    /// <summary>Resolves a body that no process begins with: what a debugger makes a process call, or an expression that is looked at.</summary>
    public Body ResolveAside(ScriptFile file, FunctionKind kind, DiagnosticBag bag)
    {
        diagnostics = bag;
        var block = new Block(file.Span, file.Statements);
        Body body = AddBody("call", kind, null, file.Span, block);
        ResolveBlock(block, new Scope(fileScope, body));
        while (pending.TryDequeue(out Action? work))
        {
            work();
        }

        return body;
    }

    /// <summary>The functions and programs that have to be resolved again because this input declares one of them anew.</summary>
    private List<Stmt> Redeclared(ScriptFile file)
    {
        var names = new List<string>();
        foreach (Stmt statement in file.Statements)
        {
            if (statement is FunctionDecl or ProgramDecl)
            {
                names.Add(NameOf((Declaration)statement));
            }
        }

        bool anew = callable.RemoveAll(old => names.Contains(NameOf(old))) > 0;
        var again = new List<Stmt>();
        if (anew)
        {
            again.AddRange(callable);
        }

        foreach (Stmt statement in file.Statements)
        {
            if (statement is FunctionDecl or ProgramDecl)
            {
                callable.Add((Declaration)statement);
            }
        }

        return again;
    }

    /// <summary>Functions and programs have names of their own kind.</summary>
    private static string NameOf(Declaration declaration) => declaration switch
    {
        FunctionDecl function => "fn " + function.Name.Name,
        ProgramDecl program => "program " + program.Name.Name,
        _ => "",
    };
}
