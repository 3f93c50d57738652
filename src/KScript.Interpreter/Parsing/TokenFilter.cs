// The pass between lexer and parser: it makes of the raw tokens what grammar/KScript.g4 expects. It keeps a stack of open
// brackets, drops newlines that end nothing, tells commands, calls, bodies and prefix minus apart, turns soft words into
// names where they are none, and repairs brackets that do not pair up. TokenFilter.Words.cs decides about words.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;

using static Antlr4.Runtime.TokenConstants;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>What the filter gives: tokens whose brackets pair up, and what the end of the text looks like.</summary>
internal sealed class FilteredTokens(List<IToken> tokens)
{
    /// <summary>What the parser reads.</summary>
    public List<IToken> Tokens { get; } = tokens;

    /// <summary>A limit was hit: parsing makes no sense.</summary>
    public bool IsFatal { get; set; }

    /// <summary>At the end a bracket or a header is open, or the last token continues a line.</summary>
    public bool IsOpenAtEnd { get; set; }

    /// <summary>At the end a bracket is open, which was reported.</summary>
    public bool HasOpenBracketAtEnd { get; set; }

    /// <summary>Something other than what is open at the end is wrong with the brackets.</summary>
    public bool HasBracketErrors { get; set; }

    /// <summary>Lines on which the lexer found something wrong: errors there may be consequences.</summary>
    public List<int> WrongLines { get; } = [];

    /// <summary>From the first bracket that the end of the text closed: errors there are consequences.</summary>
    public List<Span> UnclosedRegions { get; } = [];
}

/// <summary>Filters one script's tokens.</summary>
internal sealed partial class TokenFilter
{
    private readonly List<IToken> raw;
    private readonly SourceText source;
    private readonly DiagnosticBag diagnostics;
    private readonly List<IToken> output;
    private readonly FilteredTokens result;
    private readonly Stack<Frame> outer = new();
    private Frame frame;
    private int position;
    private int previous = NEWLINE;
    private int totalOperators;
    private IToken? suspicious;

    private TokenFilter(List<IToken> raw, SourceText source, DiagnosticBag diagnostics, bool settings)
    {
        this.raw = raw;
        this.source = source;
        this.diagnostics = diagnostics;
        output = new List<IToken>(raw.Count + 4);
        result = new FilteredTokens(output);
        frame = new Frame { Kind = LBRACE, OpenIndex = -1, AtStart = !settings, InSettings = settings };
    }

    /// <summary>What is known inside one bracket (or the file) about the statement being read.</summary>
    private struct Frame
    {
        /// <summary>LBRACE (also for the file), LPAREN or LBRACKET.</summary>
        public int Kind;
        /// <summary>Where in the output its opening bracket is; -1 for the file.</summary>
        public int OpenIndex;
        /// <summary>Operators of this expression so far.</summary>
        public int Operators;
        /// <summary>The next token starts a statement.</summary>
        public bool AtStart;
        /// <summary>The next `{` opens the body of a header.</summary>
        public bool HeaderOpen;
        /// <summary>A `{` must come before the statement can end.</summary>
        public bool AwaitsBlock;
        /// <summary>In `sched`, `machine`, `jobs` or the attributes of a `job`: words are names.</summary>
        public bool InSettings;
        /// <summary>After `signal SIG` or `on SIG`: its own words are known.</summary>
        public bool SignalOpen;
        /// <summary>The statement is an `on`: flags may follow its block.</summary>
        public bool IsOn;
        /// <summary>The statement, or the right of its `=`, is `block` or one of its kind.</summary>
        public bool SignalSetOpen;
        /// <summary>The statement, or the right of its `=`, is a command.</summary>
        public bool CommandOpen;
        /// <summary>After `wait`: its flags are known.</summary>
        public bool WaitOpen;
        /// <summary>After `io`: `on` names the device.</summary>
        public bool IoOpen;
        /// <summary>A parenthesis behind a command: it holds all arguments if the statement ends with it.</summary>
        public bool MayBeCall;
    }

    private bool InBraces => frame.Kind == LBRACE;

    /// <summary>Filters. With <paramref name="settings"/> the text is the rest of a `sched` or `machine` line.</summary>
    public static FilteredTokens Run(List<IToken> raw, SourceText source, DiagnosticBag diagnostics, bool settings)
    {
        var filter = new TokenFilter(raw, source, diagnostics, settings);
        filter.Run();
        return filter.result;
    }

    private void Run()
    {
        for (position = 0; position < raw.Count && !result.IsFatal && !diagnostics.IsFull; position++)
        {
            Step((CommonToken)raw[position]);
        }
    }

    private void Step(CommonToken token)
    {
        switch (token.Type)
        {
            case NEWLINE:
                Newline(token);
                break;
            case SEMICOLON:
                Semicolon(token);
                break;
            case LBRACE:
                OpenBlock(token);
                break;
            case LPAREN or LBRACKET:
                OpenBracket(token);
                break;
            case RBRACE or RPAREN or RBRACKET:
                Close(token);
                break;
            case MINUS:
                token.Type = IsPrefixMinus() ? NEGATE : IsSignalOffset() ? OFFSET : MINUS;
                Emit(token);
                break;
            case PLUS when IsSignalOffset():
                token.Type = OFFSET;
                Emit(token);
                break;
            case COMMA when frame.SignalSetOpen && raw[position + 1].Type == SIGNAL_NAME:
                // `block SIGTERM, SIGINT` is `block SIGTERM SIGINT`.
                break;
            case EOF:
                End(token);
                break;
            default:
                Word(token);
                break;
        }
    }

    // ----- separators

    private void Newline(CommonToken token)
    {
        while (raw[position + 1].Type == NEWLINE)
        {
            position++;
        }

        int next = raw[position + 1].Type;
        bool endsNothing = !InBraces
            || (TokenClasses.Is(previous, TokenClass.Continues) && !TokenClasses.Is(next, TokenClass.StatementOnly))
            || next == EOF
            || (next == ELSE && previous == RBRACE)
            || (next == LBRACE && frame.AwaitsBlock);
        if (!endsNothing)
        {
            EndStatement(token);
        }
    }

    private void Semicolon(CommonToken token)
    {
        if (InBraces && !(frame.HeaderOpen && previous != RPAREN))
        {
            EndStatement(token);
        }
        else
        {
            Emit(token);
        }
    }

    private void EndStatement(CommonToken token)
    {
        if (previous is not (NEWLINE or LBRACE or BODY))
        {
            token.Type = NEWLINE;
            output.Add(token);
            previous = NEWLINE;
        }

        totalOperators -= frame.Operators;
        frame = new Frame { Kind = frame.Kind, OpenIndex = frame.OpenIndex, AtStart = true };
    }

    // ----- brackets

    private void OpenBlock(CommonToken token)
    {
        if (frame.HeaderOpen)
        {
            token.Type = BODY;
        }

        frame.HeaderOpen = false;
        frame.AwaitsBlock = false;
        frame.SignalOpen = false;
        frame.InSettings = false;
        Push(token, LBRACE);
        frame.AtStart = true;
    }

    private void OpenBracket(CommonToken token)
    {
        int kind = token.Type;
        bool mayBeCall = false;
        if (kind == LPAREN)
        {
            mayBeCall = InBraces && previous is COMMAND or PRINT or ASSERT;
            token.Type = IsCallParenthesis() ? CALL : LPAREN;
        }
        else
        {
            token.Type = previous is ID or SIGNAL_NAME or RPAREN or RBRACKET or STRING ? INDEX : LBRACKET;
        }

        Push(token, kind);
        frame.MayBeCall = mayBeCall;
    }

    private bool IsCallParenthesis() => previous switch
    {
        ID or SIGNAL_NAME or RECORD => true,
        CLONE or ENTER => true,
        FORK or WAIT => IsAttached(position - 1) || raw[position + 1].Type == RPAREN,
        _ => false,
    };

    private void Push(CommonToken token, int kind)
    {
        Emit(token);
        outer.Push(frame);
        frame = new Frame { Kind = kind, OpenIndex = output.Count - 1 };
        if (outer.Count > ParserLimits.MaxNesting)
        {
            diagnostics.Error(DiagnosticTable.NestedTooDeep, Scanner.SpanOf(token),
                $"brackets are nested more than {ParserLimits.MaxNesting} deep", "move an inner part into a function");
            result.IsFatal = true;
        }
    }

    private void Close(CommonToken token)
    {
        int wanted = token.Type switch { RBRACE => LBRACE, RPAREN => LPAREN, _ => LBRACKET };
        if (!CanClose(wanted))
        {
            diagnostics.Error(DiagnosticTable.Unmatched, Scanner.SpanOf(token), $"there is no bracket for this `{token.Text}` to close");
            result.HasBracketErrors = true;
            return;
        }

        while (frame.Kind != wanted)
        {
            CloseMissing(token.StartIndex, report: true);
        }

        if (wanted == LBRACE)
        {
            NoteIndentation(token);
            DropLastSeparator();
        }

        output.Add(token);
        previous = token.Type;
        AfterClosing();
    }

    /// <summary>Whether a bracket of this kind is open: parentheses are only looked for up to the next brace.</summary>
    private bool CanClose(int wanted)
    {
        if (frame.Kind == wanted)
        {
            return wanted != LBRACE || outer.Count > 0;
        }

        if (frame.Kind == LBRACE)
        {
            return false;
        }

        foreach (var f in outer)
        {
            if (f.Kind == wanted)
            {
                return f.OpenIndex >= 0;
            }

            if (f.Kind == LBRACE)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Leaves the innermost bracket, whose partner was just written.</summary>
    private void AfterClosing()
    {
        var closed = frame;
        totalOperators -= closed.Operators;
        frame = outer.Pop();
        int next = raw[Math.Min(position + 1, raw.Count - 1)].Type;
        if (closed.MayBeCall && next is NEWLINE or SEMICOLON or RBRACE or EOF)
        {
            ((CommonToken)output[closed.OpenIndex]).Type = CALL;
            var callee = (CommonToken)output[closed.OpenIndex - 1];
            callee.Type = callee.Type == COMMAND ? ID : callee.Type;
        }

        frame.SignalOpen |= closed.Kind == LBRACE && frame.IsOn;
        bool flagsFollow = frame.SignalOpen && (next is SIGNAL_FLAG or MASK);
        if (closed.Kind == LBRACE && InBraces && !flagsFollow && StartsNextStatement(next))
        {
            EndStatement(Synthetic(NEWLINE, raw[position + 1].StartIndex));
        }
    }

    /// <summary>After a block the next statement may follow on the same line, as in C.</summary>
    private static bool StartsNextStatement(int next)
        => next is not (NEWLINE or SEMICOLON or RBRACE or RPAREN or RBRACKET or EOF or ELSE or COMMA or DOT or COLON or QUESTION
            or INCREMENT or FOREIGN or WAIT_FLAG) && !TokenClasses.Is(next, TokenClass.Operator);

    /// <summary>Writes the closing bracket that is missing.</summary>
    private void CloseMissing(int at, bool report)
    {
        var open = output[frame.OpenIndex];
        if (report)
        {
            ReportUnclosed(open);
        }

        if (frame.Kind != LBRACE)
        {
            result.UnclosedRegions.Add(new Span(open.StartIndex, at - open.StartIndex + 1));
        }
        else
        {
            DropLastSeparator();
        }

        int closer = frame.Kind switch { LBRACE => RBRACE, LPAREN => RPAREN, _ => RBRACKET };
        output.Add(Synthetic(closer, at));
        previous = closer;
        totalOperators -= frame.Operators;
        frame = outer.Pop();
    }

    private void ReportUnclosed(IToken open)
    {
        string partner = open.Text switch { "{" => "}", "(" => ")", _ => "]" };
        diagnostics.Error(DiagnosticTable.Unclosed, Scanner.SpanOf(open), $"this `{open.Text}` is never closed", $"add the missing `{partner}`");
        result.HasBracketErrors = true;
    }

    /// <summary>A `}` further to the left than the line of its partner probably belongs to a brace further out.</summary>
    private void NoteIndentation(CommonToken closer)
    {
        var open = output[frame.OpenIndex];
        if (suspicious is null && open.Line != closer.Line && LeadingSpace(closer.Line) is var here
            && here == closer.Column && here < LeadingSpace(open.Line))
        {
            suspicious = open;
        }
    }

    private int LeadingSpace(int line)
    {
        int count = 0;
        foreach (char c in source.Line(line))
        {
            if (c is not (' ' or '\t'))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private void DropLastSeparator()
    {
        if (output.Count > 0 && output[^1].Type == NEWLINE)
        {
            output.RemoveAt(output.Count - 1);
        }
    }

    // ----- the end

    private void End(CommonToken token)
    {
        result.IsOpenAtEnd = outer.Count > 0 || frame.AwaitsBlock || TokenClasses.Is(previous, TokenClass.Continues);
        if (outer.Count > 0)
        {
            result.HasOpenBracketAtEnd = true;
            bool hadErrors = result.HasBracketErrors;
            ReportUnclosed(InBraces ? suspicious ?? output[frame.OpenIndex] : output[frame.OpenIndex]);
            result.HasBracketErrors = hadErrors;
            while (outer.Count > 0)
            {
                CloseMissing(token.StartIndex, report: false);
            }
        }

        DropLastSeparator();
        output.Add(token);
    }

    // ----- writing

    private void Emit(CommonToken token)
    {
        output.Add(token);
        previous = token.Type;
        frame.AtStart = false;
        if (token.Type == COMMA)
        {
            totalOperators -= frame.Operators;
            frame.Operators = 0;
        }
        else if (TokenClasses.Is(token.Type, TokenClass.Deepens))
        {
            CountOperator(token);
        }
    }

    private void CountOperator(CommonToken token)
    {
        frame.Operators++;
        totalOperators++;
        if (totalOperators > ParserLimits.MaxOperators && !result.IsFatal)
        {
            diagnostics.Error(DiagnosticTable.TooManyOperators, Scanner.SpanOf(token),
                $"this expression has more than {ParserLimits.MaxOperators} operators", "use variables, a list or a loop");
            result.IsFatal = true;
        }
    }

    private static CommonToken Synthetic(int type, int at) => new(type, "") { StartIndex = at, StopIndex = at - 1 };

    /// <summary>No space between a raw token and the one behind it.</summary>
    private bool IsAttached(int index) => index >= 0 && raw[index].StopIndex + 1 == raw[index + 1].StartIndex;
}
