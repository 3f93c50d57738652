// The part of the token filter that decides about words: which start a command, which soft words are reserved where they
// stand, and what a keyword means for the statement it is in. Also the prefix minus, which depends on the word before it.
using Antlr4.Runtime;

using static Antlr4.Runtime.TokenConstants;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

internal sealed partial class TokenFilter
{
    private void Word(CommonToken token)
    {
        if (!InBraces && TokenClasses.Is(token.Type, TokenClass.StatementOnly) && raw[position - 1].Type == NEWLINE)
        {
            LeaveUnclosedBrackets(token);
        }

        if (TokenClasses.Is(token.Type, TokenClass.Soft) && !IsKeywordHere(token.Type))
        {
            token.Type = ID;
        }

        if (token.Type == SHARED && previous == ASSIGN && frame.InSettings)
        {
            // `queues=shared`: no value of a setting is a statement.
            token.Type = ID;
        }

        if (token.Type == ID && IsCommandStart())
        {
            token.Type = COMMAND;
        }

        if (token.Type == SIGNAL_NAME && frame.CommandOpen && TokenClasses.Is(previous, TokenClass.EndsOperand))
        {
            // `kill pid SIGTERM` is `kill pid, SIGTERM`.
            Emit(Synthetic(COMMA, token.StartIndex));
        }

        NoteKeyword(token.Type);
        Emit(token);
    }

    /// <summary>A statement cannot start inside ( ) or [ ]: the bracket was not closed on an earlier line.</summary>
    private void LeaveUnclosedBrackets(CommonToken token)
    {
        while (!InBraces)
        {
            CloseMissing(token.StartIndex, report: true);
        }

        EndStatement(Synthetic(NEWLINE, token.StartIndex));
    }

    /// <summary>What a keyword says about the rest of its statement.</summary>
    private void NoteKeyword(int type)
    {
        frame.HeaderOpen |= TokenClasses.Is(type, TokenClass.OpensHeader);
        frame.AwaitsBlock |= TokenClasses.Is(type, TokenClass.AwaitsBlock);
        frame.InSettings |= TokenClasses.Is(type, TokenClass.OpensSettings);
        switch (type)
        {
            case SIGNAL:
                frame.SignalOpen = true;
                break;
            case SIGNAL_SET:
                frame.SignalSetOpen = InBraces && (frame.AtStart || FollowsAssignment());
                break;
            case COMMAND:
                frame.CommandOpen = true;
                break;
            case ON when !frame.IoOpen:
                frame.SignalOpen = true;
                frame.IsOn = true;
                frame.AwaitsBlock = true;
                break;
            case WAIT:
                frame.WaitOpen = true;
                break;
            case IO:
                frame.IoOpen = true;
                break;
            case FORK when InBraces && !frame.HeaderOpen && TokenClasses.Is(raw[position + 1].Type, TokenClass.Name):
                frame.AwaitsBlock = true;
                break;
        }
    }

    // ----- soft words

    private bool IsKeywordHere(int type)
    {
        if (frame.InSettings || TokenClasses.Is(previous, TokenClass.ForcesName))
        {
            return false;
        }

        int next = raw[position + 1].Type;
        bool start = frame.AtStart;
        bool afterOperand = TokenClasses.Is(previous, TokenClass.EndsOperand);
        return type switch
        {
            PROGRAM or JOB or JOBS or SYNC or SEMAPHORE or TERMINAL or ALLOW => start && TokenClasses.Is(next, TokenClass.Name),
            IMPORT => start && IsImport(next),
            ATEXIT => start && NextBeyondNewlines() == LBRACE,
            THREAD or VFORK => !frame.HeaderOpen && !afterOperand && IsBlockForm(),
            CONTAINER => !frame.HeaderOpen && !afterOperand && (IsBlockForm() || IsBlockFormWithSettings()),
            CGROUP => !frame.HeaderOpen && !afterOperand && TokenClasses.Is(next, TokenClass.Name) && raw[position + 2].Type is not (DOT or LPAREN),
            ENTER => !frame.HeaderOpen && !afterOperand && (IsBlockForm() || (next == INT && raw[position + 2].Type == LBRACE) || IsCallWithBlock()),
            PIPELINE or CAPTURE => !frame.HeaderOpen && !afterOperand && next == LBRACE,
            RECORD => !afterOperand && IsCallNext() && NamesField(),
            CLONE => !frame.HeaderOpen && !afterOperand && IsCallWithBlock(),
            JOIN => !afterOperand && TokenClasses.Is(next, TokenClass.StartsOperand) && next is not (LBRACKET or WAIT_FLAG or ON),
            IO => start ? !IsUsedAsName() : FollowsAssignment() && StartsArgument(next),
            SIGNAL => !afterOperand && NamesSignal(next) && !(start && IsUsedAsName()),
            ON => frame.IoOpen ? afterOperand && TokenClasses.Is(next, TokenClass.Name) : (start || FollowsAssignment()) && NamesSignal(next),
            SIGNAL_SET => start ? !IsUsedAsName() && !IsCallNext() : !afterOperand && NamesSignal(next),
            TIMEOUT => frame.CommandOpen && afterOperand,
            LEADS => InBraces && afterOperand && next == TO,
            TO => previous == LEADS,
            ALL => previous is SIGNAL_SET or MASK,
            IGNORE or DEFAULT => frame.SignalOpen && afterOperand,
            SIGNAL_FLAG => IsAfterSignal(afterOperand),
            MASK => IsAfterSignal(afterOperand) && TokenClasses.Is(next, TokenClass.Name),
            WAIT_FLAG => previous is WAIT or WAIT_FLAG || (frame.WaitOpen && afterOperand),
            // The other soft words begin a statement.
            _ => start && !IsUsedAsName(),
        };
    }

    private bool IsAfterSignal(bool afterOperand)
        => frame.SignalOpen && (afterOperand || previous is IGNORE or DEFAULT or SIGNAL_FLAG or ALL or RBRACE);

    /// <summary>What may follow where a signal is expected: a signal's name, or a variable that holds one.</summary>
    private static bool NamesSignal(int next)
        => next is SIGNAL_NAME or INT || (TokenClasses.Is(next, TokenClass.Name) && next is not (WAIT_FLAG or ON));

    /// <summary>At the start of a statement: `io = 3`, `job.x`, `on[0]`, `always + 1`.</summary>
    private bool IsUsedAsName()
    {
        int next = raw[position + 1].Type;
        return next is DOT or INCREMENT
            || (next == LBRACKET && IsAttached(position))
            || (TokenClasses.Is(next, TokenClass.Operator) && !IsMinusOfArgument());
    }

    /// <summary>`import "path.ks"` or `import pid1`, and nothing behind it: `import f(x)` and `from x import y` are no imports of ours.</summary>
    private bool IsImport(int next)
        => (next == STRING || TokenClasses.Is(next, TokenClass.Name)) && raw[position + 2].Type is NEWLINE or SEMICOLON or RBRACE or EOF;

    private bool IsCallNext() => raw[position + 1].Type == LPAREN && IsAttached(position);

    /// <summary>`{`, or a name and `{`.</summary>
    private bool IsBlockForm()
    {
        int next = raw[position + 1].Type;
        return next == LBRACE || (TokenClasses.Is(next, TokenClass.Name) && raw[position + 2].Type == LBRACE);
    }

    /// <summary>Names and values of settings, and `{`.</summary>
    private bool IsBlockFormWithSettings()
    {
        int i = position + 1;
        bool hasSetting = false;
        while (TokenClasses.Is(raw[i].Type, TokenClass.Name) || raw[i].Type is ASSIGN or INT or MINUS)
        {
            hasSetting |= raw[i].Type == ASSIGN && i > position + 1;
            i++;
        }

        return hasSetting && raw[i].Type == LBRACE;
    }

    /// <summary>`clone(…) {`.</summary>
    private bool IsCallWithBlock()
    {
        int i = position + 1;
        if (raw[i].Type != LPAREN)
        {
            return false;
        }

        int depth = 0;
        do
        {
            depth += raw[i].Type == LPAREN ? 1 : raw[i].Type == RPAREN ? -1 : 0;
            i++;
        }
        while (depth > 0 && raw[i].Type != TokenConstants.EOF);
        return raw[i].Type == LBRACE;
    }

    private int NextBeyondNewlines() => raw[BeyondNewlines(position + 1)].Type;

    /// <summary>`(`, a name and `=`: the first field of a record, and no argument of a function.</summary>
    private bool NamesField()
    {
        int name = BeyondNewlines(position + 2);
        return TokenClasses.Is(raw[name].Type, TokenClass.Name) && raw[name + 1].Type == ASSIGN;
    }

    private int BeyondNewlines(int index)
    {
        while (raw[index].Type == NEWLINE)
        {
            index++;
        }

        return index;
    }

    // ----- commands and the minus

    /// <summary>Whether the name here is called without parentheses.</summary>
    private bool IsCommandStart()
    {
        if (!InBraces || frame.InSettings || TokenClasses.Is(previous, TokenClass.ForcesName))
        {
            return false;
        }

        int next = raw[position + 1].Type;
        if (!frame.AtStart)
        {
            return FollowsAssignment() && StartsArgument(next);
        }

        if (next == LEADS && raw[position + 2].Type == TO)
        {
            // `done leads to idle`
            return false;
        }

        return next switch
        {
            NEWLINE or SEMICOLON or RBRACE or EOF => true,
            LPAREN or LBRACKET => !IsAttached(position),
            MINUS => IsMinusOfArgument(),
            _ => TokenClasses.Is(next, TokenClass.StartsOperand),
        };
    }

    private bool FollowsAssignment() => previous == RETURN || TokenClasses.Is(previous, TokenClass.Assigns);

    /// <summary>On the right of `=` a name before `(`, `[` or a minus is what it is in C.</summary>
    private static bool StartsArgument(int next) => TokenClasses.Is(next, TokenClass.StartsOperand) && next is not (LPAREN or LBRACKET);

    /// <summary>`foo -1`: space before the minus and none behind it.</summary>
    private bool IsMinusOfArgument() => raw[position + 1].Type == MINUS && !IsAttached(position) && IsAttached(position + 1);

    /// <summary>The sign in SIGRTMIN+1: without spaces, and where the sum is the same whatever stands around it.</summary>
    private bool IsSignalOffset()
    {
        if (previous != SIGNAL_NAME || !IsAttached(position - 1) || !IsAttached(position))
        {
            return false;
        }

        var number = raw[position + 1];
        int before = output.Count > 1 ? output[^2].Type : NEWLINE;
        int after = raw[Math.Min(position + 2, raw.Count - 1)].Type;
        return (number.Type == INT || TokenClasses.Is(number.Type, TokenClass.Name))
            && before is not (PLUS or MINUS or STAR or SLASH or PERCENT or NOT or TILDE or NEGATE)
            && after is not (STAR or SLASH or PERCENT or LPAREN or LBRACKET or DOT);
    }

    private bool IsPrefixMinus() => previous == WAIT
        ? !IsAttached(position - 1) && IsAttached(position)
        : !TokenClasses.Is(previous, TokenClass.EndsOperand);
}
