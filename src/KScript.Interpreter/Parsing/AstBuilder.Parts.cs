// Settings (`sched`, `machine`, `job`), and the rules of the grammar that are no nodes of the tree: whoever uses them reads
// them in place. They are listed so that the compiler still finds a rule that nobody handles.
using System.Diagnostics;
using System.Globalization;
using KScript.Interpreter.Ast;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

internal sealed partial class AstBuilder
{
    /// <summary>The settings of --sched or --set.</summary>
    public SettingsDecl BuildSettings(SettingsLineContext context)
        => new(SpanOf(context), context.name() is { } policy ? Name(policy) : null, Settings(context.setting()));

    public Node VisitSettingsLine(SettingsLineContext context) => BuildSettings(context);

    private List<Setting> Settings(SettingContext[] contexts)
    {
        var list = new List<Setting>();
        foreach (var context in contexts)
        {
            var values = new List<SettingValue>();
            foreach (var value in context.settingValue())
            {
                values.Add(Value(value));
            }

            list.Add(new Setting(Name(context.name()), values, SpanOf(context)));
        }

        return list;
    }

    /// <summary>The settings of a container or a cgroup: a number or a name each.</summary>
    private List<Setting> Limits(LimitContext[] contexts)
    {
        var list = new List<Setting>();
        foreach (var context in contexts)
        {
            var value = context.INT() is { } integer ? Scanner.SpanOf(integer.Symbol) : SpanOf(context.name(1));
            long? number = context.INT() is { } digits ? Literals.Integer(digits.GetText(), value, diagnostics) : null;
            string text = source.Text.Substring(value.Start, value.Length);
            var said = new SettingValue(text, context.NEGATE() is null ? number : -number, false, null, value);
            list.Add(new Setting(Name(context.name(0)), [said], SpanOf(context)));
        }

        return list;
    }

    /// <summary>A value as it is written, with its number if it is a plain one.</summary>
    private SettingValue Value(SettingValueContext context)
    {
        var span = SpanOf(context);
        string text = source.Text.Substring(span.Start, span.Length);
        if (context.RANGE() is not null)
        {
            var range = (Atom(context.settingAtom(0)), Atom(context.settingAtom(1)));
            return new SettingValue(text, null, false, null, span) { Range = range };
        }

        return Atom(context.settingAtom(0));
    }

    private SettingValue Atom(SettingAtomContext atom)
    {
        var span = SpanOf(atom);
        string text = source.Text.Substring(span.Start, span.Length);
        int sign = atom.NEGATE() is null ? 1 : -1;
        if (atom.FLOAT() is { } fraction)
        {
            return new SettingValue(text, null, false, sign * double.Parse(fraction.GetText(), CultureInfo.InvariantCulture), span);
        }

        if (atom.STRING() is { } quoted)
        {
            return new SettingValue(Literals.Text(source.Text, Scanner.SpanOf(quoted.Symbol), diagnostics), null, false, null, span);
        }

        long? number = atom.INT() is { } integer ? sign * Literals.Integer(integer.GetText(), Scanner.SpanOf(integer.Symbol), diagnostics)
            : atom.TIME() is { } time ? sign * Literals.Time(time.GetText(), Scanner.SpanOf(time.Symbol), diagnostics)
            : null;
        return new SettingValue(text, number, atom.TIME() is not null, null, span)
        {
            Callee = atom.CALL() is null ? null : atom.name().GetText(),
            Arguments = atom.CALL() is null ? [] : Array.ConvertAll(atom.settingValue(), Value),
        };
    }

    // ----- rules that are read by the rule above them

    public Node VisitStmts(StmtsContext context) => throw Unreachable();

    public Node VisitAssignment(AssignmentContext context) => throw Unreachable();

    public Node VisitParameters(ParametersContext context) => throw Unreachable();

    public Node VisitSetting(SettingContext context) => throw Unreachable();

    public Node VisitLimit(LimitContext context) => throw Unreachable();

    public Node VisitSettingValue(SettingValueContext context) => throw Unreachable();

    public Node VisitSettingAtom(SettingAtomContext context) => throw Unreachable();

    public Node VisitExprs(ExprsContext context) => throw Unreachable();

    public Node VisitField(FieldContext context) => throw Unreachable();

    public Node VisitMemberTrailer(MemberTrailerContext context) => throw Unreachable();

    public Node VisitIndexTrailer(IndexTrailerContext context) => throw Unreachable();

    public Node VisitSignals(SignalsContext context) => throw Unreachable();

    public Node VisitSignalFlag(SignalFlagContext context) => throw Unreachable();

    public Node VisitName(NameContext context) => throw Unreachable();

    private static UnreachableException Unreachable() => new("this rule is read by the rule above it");
}
