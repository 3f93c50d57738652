// The syntax tree as one line of text, s-expressions without spans, so that a test can say what a script parses to and
// two trees can be compared.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Ast;

namespace KScript.Interpreter.Tests;

internal static class AstDump
{
    public static string Dump(ScriptFile file) => string.Join('\n', file.Statements.ConvertAll(Dump));

    public static string Dump(Node? node) => node switch
    {
        null => "-",
        IntExpr e => e.Value.ToString(CultureInfo.InvariantCulture),
        TimeExpr e => $"{e.Microseconds}us",
        BoolExpr e => e.Value ? "true" : "false",
        TextExpr e => Quote(e.Value),
        NameExpr e => e.Name,
        ListExpr e => $"[{List(e.Items)}]",
        UnaryExpr e => $"({e.Op} {Dump(e.Operand)})",
        BinaryExpr e => $"({e.Op} {Dump(e.Left)} {Dump(e.Right)})",
        IndexExpr e => $"(index {Dump(e.Target)} {Dump(e.Index)})",
        MemberExpr e => $"(. {Dump(e.Target)} {e.Member.Name})",
        CallExpr e => Form(e.IsCommand ? "cmd" : "call", e.Callee.Name, List(e.Arguments)),
        ForkExpr e => Form("fork", e.Name?.Name, e.Body is null ? "" : Dump(e.Body)),
        WaitExpr e => Form("wait", e.Pid is null ? null : Dump(e.Pid), Names(e.Flags)),
        ExecExpr e => Form(e.IsSpawn ? "spawn" : "exec", e.IsPath ? $"\"{e.Program.Name}\"" : e.Program.Name, List(e.Arguments)),
        RecordExpr e => Form("record", List(e.Fields.ConvertAll(static field => field.Value)), string.Join(' ', e.Fields.ConvertAll(static field => field.Name.Name))),
        PipelineExpr e => $"(pipeline {string.Join(" | ", e.Stages.ConvertAll(Dump))})",
        CaptureExpr e => $"(capture {Dump(e.Body)})",
        BranchExpr e => Form(e.Kind.ToString().ToLowerInvariant(), e.Name?.Name, Dump(e.Body)),
        ContainerExpr e => Form(e.Kind.ToString().ToLowerInvariant(), e.Name?.Name, e.Target is null ? null : Dump(e.Target), e.Settings.Count == 0 ? null : Settings(e.Settings), e.Body is null ? null : Dump(e.Body)),
        RangeExpr e => $"(range {Dump(e.From)} {Dump(e.To)})",
        SignalExpr e => Form("signal", Dump(e.Signal), e.Kind.ToString(), e.Function?.Name, Names(e.Flags),
            e.MaskAll ? "mask-all" : e.Mask is null ? null : $"mask[{List(e.Mask)}]", e.Body is null ? null : Dump(e.Body)),
        SignalSetExpr e => Form(e.Verb.Name, e.All ? "all" : List(e.Signals)),
        IoExpr e => Form("io", Dump(e.Ticks), e.Device?.Name),
        Block b => $"{{{string.Join("; ", b.Statements.ConvertAll(Dump))}}}",
        ExprStmt s => Dump(s.Expression),
        LetStmt s => $"({(s.IsShared ? "shared" : "let")} {s.Name.Name} {Dump(s.Value)})",
        AssignStmt s => $"(= {s.Op?.ToString() ?? ""}{(s.Op is null ? "" : " ")}{Dump(s.Target)} {Dump(s.Value)})",
        IfStmt s => Form("if", Dump(s.Condition), Dump(s.Then), s.Else is null ? null : Dump(s.Else)),
        WhileStmt s => s.Condition is null ? $"(loop {Dump(s.Body)})" : $"(while {Dump(s.Condition)} {Dump(s.Body)})",
        RepeatStmt s => $"(repeat {Dump(s.Count)} {Dump(s.Body)})",
        ForStmt s => $"(for {s.Variable.Name} {Dump(s.Source)} {Dump(s.Body)})",
        BreakStmt => "(break)",
        ContinueStmt => "(continue)",
        ReturnStmt s => Form("return", s.Value is null ? null : Dump(s.Value)),
        PrintStmt s => Form("print", List(s.Values)),
        AssertStmt s => Form("assert", Dump(s.Condition), s.Message is null ? null : Dump(s.Message)),
        UntilStmt s => $"(until {Dump(s.Condition)})",
        ExitStmt s => Form(s.IsDirect ? "_exit" : "exit", s.Code is null ? null : Dump(s.Code)),
        AtExitStmt s => $"(atexit {Dump(s.Body)})",
        FunctionDecl s => $"(fn {s.Name.Name} ({Names(s.Parameters)}) {Dump(s.Body)})",
        ProgramDecl s => $"(program {s.Name.Name} ({Names(s.Parameters)}) {Dump(s.Body)})",
        JobsDecl s => Form("jobs", s.Prefix?.Name ?? "-", Settings(s.Attributes)),
        JobDecl s => Form("job", s.Name.Name, Settings(s.Attributes), Dump(s.Body)),
        PropertyDecl s => $"({s.Kind switch { PropertyKind.Finally => "finally", PropertyKind.Eventually => "eventually", PropertyKind.LeadsTo => "leads-to " + Dump(s.Trigger!), _ => "always" }} {Dump(s.Condition)})",
        TerminalDecl s => Form("terminal", s.Name.Name, s.Options.Count == 0 ? null : Names(s.Options)),
        SyncDecl s => Form(s.What, s.Name.Name, s.Value is null ? null : Dump(s.Value), s.Options.Count == 0 ? null : Names(s.Options)),
        AllowDecl s => $"(allow {s.What.Name}{(s.Signal is { } signal ? " " + signal.Name : "")})",
        ImportDecl s => s.IsLibrary ? $"(import {s.What})" : $"(import \"{s.What}\")",
        SettingsDecl s => Form(s.Policy is null ? "machine" : "sched", s.Policy?.Name, Settings(s.Settings)),
        ScriptFile f => Dump(f),
        _ => throw new InvalidOperationException($"no dump for {node.GetType().Name}"),
    };

    private static string Form(string head, params string?[] parts)
    {
        var builder = new StringBuilder("(").Append(head);
        foreach (string? part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                builder.Append(' ').Append(part);
            }
        }

        return builder.Append(')').ToString();
    }

    private static string List(List<Expr> items) => string.Join(' ', items.ConvertAll(Dump));

    private static string Names(List<Identifier> names) => string.Join(' ', names.ConvertAll(n => n.Name));

    private static string Settings(List<Setting> settings)
        => string.Join(' ', settings.ConvertAll(s => $"{s.Key.Name}={string.Join(',', s.Values.ConvertAll(Value))}"));

    private static string Value(SettingValue value)
        => value.Number is { } number ? $"{number}{(value.HasUnit ? "us" : "")}"
            : value.Fraction is { } fraction ? fraction.ToString("0.0###", CultureInfo.InvariantCulture)
            : Quote(value.Text);

    private static string Quote(string text)
        => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
