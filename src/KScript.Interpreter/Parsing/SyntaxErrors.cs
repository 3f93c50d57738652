// Words the message for a syntax error from what stands around the token at which the parser stopped: first the habits from
// other languages (SyntaxErrors.Habits.cs), then what the rule being parsed needs, last a general sentence. Each check
// reports and answers true, or answers false and leaves the error to the next.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;
using static Antlr4.Runtime.TokenConstants;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>Explains one syntax error.</summary>
internal sealed partial class SyntaxErrors
{
    private readonly List<IToken> tokens;
    private readonly DiagnosticBag diagnostics;
    private readonly RuleContext context;
    private readonly int index;
    private readonly int first;
    private readonly IToken token;

    private SyntaxErrors(List<IToken> tokens, DiagnosticBag diagnostics, int index, RuleContext context)
    {
        this.tokens = tokens;
        this.diagnostics = diagnostics;
        this.index = index;
        this.context = context;
        token = tokens[index];
        first = StatementStart(tokens, index);
    }

    /// <summary>Reports the error at a token, found while parsing a rule.</summary>
    public static void Report(List<IToken> tokens, DiagnosticBag diagnostics, int index, RuleContext context)
    {
        var error = new SyntaxErrors(tokens, diagnostics, index, context);
        if (!error.Habit() && !error.Structure() && !error.Expression())
        {
            error.General();
        }
    }

    // ----- what is around

    private string FirstWord => tokens[first].Text;

    private IToken? Previous => index > 0 ? tokens[index - 1] : null;

    private int PreviousType => index > 0 ? tokens[index - 1].Type : NEWLINE;

    private bool IsFirst => index == first;

    private bool IsAtLineEnd => token.Type is NEWLINE or RBRACE or EOF || token.StopIndex < token.StartIndex;

    /// <summary>The first token of the statement that a token belongs to.</summary>
    private static int StatementStart(List<IToken> tokens, int index)
    {
        int depth = 0;
        int i = index;
        for (; i > 0; i--)
        {
            switch (tokens[i - 1].Type)
            {
                case RBRACE or RPAREN or RBRACKET:
                    depth++;
                    break;
                case LBRACE or BODY when depth == 0:
                    return i;
                case NEWLINE when depth == 0:
                    return i;
                case LBRACE or BODY or LPAREN or CALL or LBRACKET or INDEX:
                    depth = Math.Max(0, depth - 1);
                    break;
            }
        }

        return i;
    }

    /// <summary>Where the caret goes: at the end of a line or the file, just behind what stands before.</summary>
    private Span Here => IsAtLineEnd && Previous is { } previous && token.Type != RBRACE
        ? new Span(previous.StopIndex + 1, 0)
        : Scanner.SpanOf(token);

    private static string Show(IToken token) => token.Type switch
    {
        EOF => "the end of the file",
        NEWLINE when token.Text != ";" => "the end of the line",
        _ when token.Text.Length == 0 => "the end of the file",
        STRING => "a string",
        _ => $"`{token.Text}`",
    };

    private bool Error(DiagnosticRow row, Span span, string message, string? hint = null)
    {
        diagnostics.Error(row, span, message, hint);
        return true;
    }

    private bool Has(int type)
    {
        for (int i = first; i < index; i++)
        {
            if (tokens[i].Type == type)
            {
                return true;
            }
        }

        return false;
    }

    // ----- the grammar's own statements

    private bool Structure() => AllowedEnd()
        || NameExpected() || ValueMissing() || AssignExpected() || ParametersMissing() || Assignment() || Setting() || Handler() || Block() || Misspelt();

    /// <summary>`allow death 9`, `allow death SIGTERM, SIGKILL`.</summary>
    private bool AllowedEnd()
    {
        if (FirstWord != "allow" || index - first < 2)
        {
            return false;
        }

        if (token.Type == INT && int.TryParse(token.Text, out int number) && Kernel.Signal.IsValid(number))
        {
            return Error(DiagnosticTable.UnexpectedToken, Here, "`allow death` takes the name of a signal", $"write `allow death {Kernel.SignalTable.NameOf(number)}`");
        }

        string what = tokens[first + 1].Text;
        return Has(SIGNAL_NAME) && Error(DiagnosticTable.UnexpectedToken, Here, "one `allow` names one end",
            $"write a line for each: `allow {what} {tokens[index - 1].Text}`, `allow {what} …`");
    }

    private bool NameExpected()
    {
        if (PreviousType is not (LET or SHARED or FOR or FN or PROGRAM or DOT or SYNC or SEMAPHORE or TERMINAL or EXEC or SPAWN or JOB)
            || TokenClasses.Is(token.Type, TokenClass.Name))
        {
            return false;
        }

        bool isWord = token.Text.Length > 0 && (char.IsAsciiLetter(token.Text[0]) || token.Text[0] == '_');
        return isWord
            ? Error(DiagnosticTable.ReservedWord, Here, $"{Show(token)} is a reserved word and cannot be a name", $"for example `{token.Text}_`")
            : Error(DiagnosticTable.UnexpectedToken, Here, $"a name is expected after `{Previous!.Text}`, not {Show(token)}");
    }

    private bool ValueMissing()
    {
        bool declares = index - first == 2 && tokens[first].Type is LET or SHARED;
        return declares && IsAtLineEnd
            && Error(DiagnosticTable.ValueMissing, Scanner.SpanOf(Previous!), $"`{Previous!.Text}` has no value", $"write `{FirstWord} {Previous.Text} = 0`");
    }

    /// <summary>`let a, b`, `let x == 3`.</summary>
    private bool AssignExpected()
        => index - first == 2 && tokens[first].Type is LET or SHARED && token.Type != ASSIGN
            && Error(DiagnosticTable.UnexpectedToken, Here, $"`=` is expected after `{Previous!.Text}`, not {Show(token)}", $"write `{FirstWord} {Previous.Text} = …`");

    private bool ParametersMissing()
        => index - first == 2 && tokens[first].Type == FN
            && Error(DiagnosticTable.UnexpectedToken, Here, $"`(` is expected after `{Previous!.Text}`, not {Show(token)}", $"write `fn {Previous.Text}() {{ … }}`");

    private bool Assignment()
    {
        if (token.Type != ASSIGN)
        {
            return false;
        }

        int start = tokens[first].Type;
        if (start == COMMAND)
        {
            return IsSpacedIndex()
                ? Error(DiagnosticTable.AssignmentTarget, Here, "this is a command with a list, so it cannot be assigned to", $"no space before the bracket: `{FirstWord}[…] = …`")
                : Misspelt();
        }

        if (start is LET or SHARED or ID && Has(ASSIGN))
        {
            return Error(DiagnosticTable.AssignmentInCondition, Here, "an assignment has no value", "assign in two statements; `==` compares");
        }

        return start is not (SCHED or MACHINE or JOB or JOBS or FN or PROGRAM or SEMAPHORE)
            && Error(DiagnosticTable.AssignmentInCondition, Here, "`=` assigns, and a value is expected here", "`==` compares");
    }

    private bool IsSpacedIndex() => tokens[first + 1].Type == LBRACKET && PreviousType == RBRACKET;

    private bool Setting()
    {
        bool inSettings = tokens[first].Type is SCHED or MACHINE or JOB or JOBS || InRule(RULE_settingsLine);
        if (!inSettings || token.Type == LBRACE || (tokens[first].Type == JOB && IsAtLineEnd && index - first > 1 && PreviousType != ASSIGN))
        {
            return false;
        }

        if (PreviousType is SCHED or JOB || (InRule(RULE_settingsLine) && IsFirst))
        {
            return Error(DiagnosticTable.SettingExpected, Here, PreviousType == JOB ? "the name of the job is missing" : "the policy is missing",
                PreviousType == JOB ? "write `job A at=0 { compute 5 }`" : "write `sched rr q=4`");
        }

        bool isPair = PreviousType is ID or SIGNAL_NAME && TokenClasses.Is(token.Type, TokenClass.StartsOperand);
        string hint = isPair ? $"write `{Previous!.Text}={token.Text}`"
            : PreviousType == COMMA || Has(COMMA) ? "settings are separated by spaces, the values of a list by commas"
    : "write `key=value`, separated by spaces";
        return Error(DiagnosticTable.SettingExpected, Here, $"a setting is written key=value, and {Show(token)} is none", hint);
    }

    private bool InRule(int rule)
    {
        for (var c = context; c is not null; c = c.Parent)
        {
            if (c.RuleIndex == rule)
            {
                return true;
            }
        }

        return false;
    }

    private bool Handler()
    {
        var start = (context as ParserRuleContext)?.Start;
        if (context.RuleIndex is not (RULE_operand or RULE_name) || !(start?.Type is SIGNAL or ON || Has(SIGNAL)))
        {
            return false;
        }

        return IsAtLineEnd && Error(DiagnosticTable.HandlerMissing, Here, "what the signal shall do is missing",
            "`ignore`, `default`, or the name of a function; `on SIG { … }` takes a block");
    }

    private bool Block()
    {
        if (token.Type == ELSE)
        {
            return Error(DiagnosticTable.ElseWithoutIf, Here, "this `else` has no `if`", "`else` follows the `}` of an `if`");
        }

        if (token.Type is LBRACE or BODY)
        {
            return UnexpectedBlock();
        }

        return (context.RuleIndex is RULE_body or RULE_block || PreviousType == ELSE) && MissingBlock();
    }

    private bool MissingBlock()
    {
        if (NearestFlag() || MisspeltOperand() || Misspelt() || (StatementHas(BODY) && CallInExpression()))
        {
            return true;
        }

        string after = tokens[first].Type is ELSE || Has(ELSE) ? "else" : FirstWord;
        return Error(DiagnosticTable.BlockExpected, Here, $"`{{` is expected here, not {Show(token)}",
            after.Length > 0 && char.IsLetter(after[0]) ? $"the body of `{after}` stands in braces" : "the body stands in braces");
    }

    private bool UnexpectedBlock()
    {
        if (IsFirst)
        {
            return Error(DiagnosticTable.BareBlock, Here, "this block belongs to nothing", "there are no bare blocks; did the line before lose its `{`?");
        }

        if (token.Type == BODY && index >= 2 && tokens[index - 2].Type is FORK or THREAD or VFORK or CONTAINER or ENTER or CGROUP)
        {
            var form = tokens[index - 2];
            return Error(DiagnosticTable.BlockFormInHeader, new Span(form.StartIndex, Previous!.StopIndex + 1 - form.StartIndex),
                $"in a header, `{form.Text} {Previous.Text} {{ … }}` goes in parentheses", $"write `{FirstWord} ({form.Text} {Previous.Text} {{ … }}) {{`");
        }

        if (PreviousType == RPAREN && index >= 3 && tokens[index - 3].Type == FORK)
        {
            return Error(DiagnosticTable.ForkArguments, Here, "`fork()` takes no block", "`fork { … }` runs a block in the child");
        }

        if (FirstWord is "job" or "program" && tokens[first].Type is not (JOB or PROGRAM))
        {
            return Error(DiagnosticTable.SettingExpected, Here, $"the name of the {FirstWord} is missing",
                FirstWord == "job" ? "write `job A at=0 { … }`" : "write `program name(a) { … }`");
        }

        return Misspelt() || MisspeltBlockForm() || UnknownBlock();
    }

    /// <summary>`print frok { … }`</summary>
    private bool MisspeltBlockForm()
        => PreviousType is ID or COMMAND && Spelling.DidYouMean(Previous!.Text, "fork", "thread", "container") is { } hint
            && Error(DiagnosticTable.UnknownStatement, Scanner.SpanOf(Previous), $"`{Previous.Text}` does not start a block", hint);

    private bool UnknownBlock()
    {
        if (token.Type != LBRACE)
        {
            return false;
        }

        return tokens[first].Type is COMMAND or ID
            ? Error(DiagnosticTable.UnknownStatement, Scanner.SpanOf(tokens[first]), $"`{FirstWord}` does not start a block",
                $"blocks follow {string.Join(", ", Keywords.That(KeywordUse.Block))}")
            : Error(DiagnosticTable.UnexpectedToken, Here, "a block cannot stand here");
    }

    /// <summary>The statement's first word is not a word of the grammar but nearly one: `whlie x &lt; 3 {`.</summary>
    private bool Misspelt()
    {
        var word = tokens[first];
        if (IsFirst || word.Type is not (COMMAND or ID))
        {
            return false;
        }

        var candidates = token.Type == LBRACE ? Keywords.That(KeywordUse.Block) : Keywords.That(KeywordUse.Statement);
        return Spelling.DidYouMean(word.Text, candidates) is { } hint
            && Error(DiagnosticTable.UnknownStatement, Scanner.SpanOf(word), $"`{word.Text}` is not a statement", hint);
    }

    // ----- expressions

    private bool Expression()
        => ForkArguments() || ArgumentsOfCall() || OutOfPlace() || ExpressionMissing() || NearestFlag() || MisspeltOperand() || SideBySide();

    private bool ForkArguments()
    {
        bool inside = PreviousType == CALL && index >= 2 && tokens[index - 2].Type == FORK;
        return inside && Error(DiagnosticTable.ForkArguments, Here, "`fork()` takes no arguments", "`fork name { … }` runs a block in a child of that name");
    }

    /// <summary>`let r = kill -1, SIGTERM`: a name before a minus is what it is in C, so this is no command.</summary>
    private bool ArgumentsOfCall()
    {
        if (token.Type != COMMA || InList())
        {
            return false;
        }

        for (int i = index - 1; i > first; i--)
        {
            if (tokens[i - 1].Type is ASSIGN or RETURN && tokens[i].Type == ID)
            {
                return Error(DiagnosticTable.CommandInExpression, Scanner.SpanOf(tokens[i]), "with these arguments, a call has parentheses", $"write `{tokens[i].Text}(…)`");
            }
        }

        return false;
    }

    private bool OutOfPlace()
    {
        if (token.Type == RANGE)
        {
            return Error(DiagnosticTable.RangeOutsideFor, Here, "a range stands in `for` and in settings only", "write `for i in a..b { … }`");
        }

        bool statement = TokenClasses.Is(token.Type, TokenClass.StatementOnly);
        return statement && !IsFirst
            && Error(DiagnosticTable.ExpressionExpected, Here, $"`{token.Text}` is a statement and has no value",
                TokenClasses.Is(PreviousType, TokenClass.EndsOperand) ? "put it on a line of its own, or after `;`" : "use `if`");
    }

    private bool ExpressionMissing()
    {
        if (TokenClasses.Is(PreviousType, TokenClass.EndsOperand) || IsFirst || TokenClasses.Is(token.Type, TokenClass.StartsOperand))
        {
            return false;
        }

        string what = IsWordThatNeedsName(PreviousType) ? "a name" : "an expression";
        return Error(DiagnosticTable.ExpressionExpected, Here, $"{what} is expected after `{Previous!.Text}`, not {Show(token)}");
    }

    private static bool IsWordThatNeedsName(int type) => type is EXEC or SPAWN or SCHED;

    /// <summary>`wait pid nohnag`: a word behind the operand of `wait` or behind a signal's action.</summary>
    private bool NearestFlag()
    {
        string[]? flags = Has(WAIT) ? Keywords.That(KeywordUse.WaitFlag) : Has(SIGNAL) || Has(ON) ? Keywords.That(KeywordUse.SignalFlag) : null;
        return flags is not null && token.Type == ID && Spelling.DidYouMean(token.Text, flags) is { } hint
            && Error(DiagnosticTable.UnexpectedToken, Here, $"`{token.Text}` is no flag", hint);
    }

    /// <summary>`if wiat 3 > 0 {` stops at the 3, and the word before it is the one.</summary>
    private bool MisspeltOperand()
        => PreviousType == ID && TokenClasses.Is(token.Type, TokenClass.StartsOperand)
            && Spelling.DidYouMean(Previous!.Text, Keywords.That(KeywordUse.Operand)) is { } hint
            && Error(DiagnosticTable.UnexpectedToken, Scanner.SpanOf(Previous), $"`{Previous.Text}` cannot be followed by {Show(token)}", hint);

    /// <summary>Two operands with nothing between them: a call without parentheses, or a comma forgotten.</summary>
    private bool SideBySide()
    {
        if (!TokenClasses.Is(token.Type, TokenClass.StartsOperand) || !TokenClasses.Is(PreviousType, TokenClass.EndsOperand))
        {
            return false;
        }

        return InList()
            ? Error(DiagnosticTable.CommaMissing, Here, $"a comma is missing before {Show(token)}")
            : CallInExpression();
    }

    /// <summary>`1 + alarm t`</summary>
    private bool CallInExpression()
        => PreviousType == ID && !IsFirst && tokens[first] != Previous
            && (TokenClasses.Is(token.Type, TokenClass.Name) || token.Type is INT or TIME)
            && Error(DiagnosticTable.CommandInExpression, Span.Between(Scanner.SpanOf(Previous!), Scanner.SpanOf(token)),
                "inside an expression a call has parentheses", $"write `{Previous!.Text}({token.Text})`");

    /// <summary>Among arguments, the values of `print`, or the elements of a list.</summary>
    private bool InList()
    {
        int depth = 0;
        for (int i = index - 1; i >= first; i--)
        {
            switch (tokens[i].Type)
            {
                case RPAREN or RBRACKET or RBRACE:
                    depth++;
                    break;
                case CALL or LBRACKET when depth == 0:
                    return true;
                case LPAREN or INDEX or LBRACE or BODY when depth == 0:
                    return false;
                case LPAREN or INDEX or CALL or LBRACKET or LBRACE or BODY:
                    depth--;
                    break;
            }
        }

        return tokens[first].Type is PRINT or COMMAND or ASSERT;
    }

    // ----- anything else

    private void General()
    {
        bool afterStatement = TokenClasses.Is(PreviousType, TokenClass.EndsOperand) && !IsAtLineEnd;
        Error(DiagnosticTable.UnexpectedToken, Here, $"{Show(token)} cannot stand here",
            afterStatement ? "a statement ends at a newline or `;`" : null);
    }
}
