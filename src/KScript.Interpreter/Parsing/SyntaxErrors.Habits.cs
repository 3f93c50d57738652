// What C, Python and shell users type by habit: each is recognised by a token or a word near the error and answered with the
// KScript form. CommandHabits looks at the few that the grammar accepts as a call (`int x`, `not ready`).
using Antlr4.Runtime;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

internal sealed partial class SyntaxErrors
{
    private bool Habit()
        => HabitOfOperator() || HabitOfMember() || HabitOfWord() || HabitOfFirstWord()
            || HabitOfFor() || HabitOfColon() || HabitOfPointer() || HabitOfBlock();

    // ----- operators

    private bool HabitOfOperator() => token.Type switch
    {
        INCREMENT => Increment(token, Previous),
        QUESTION => Error(DiagnosticTable.Ternary, Here, "there is no `?:`", "write `if c { x = a } else { x = b }`"),
        FOREIGN => ForeignOperator(),
        _ => PreviousType == INCREMENT && Increment(Previous!, token),
    };

    private bool Increment(IToken op, IToken? operand)
    {
        bool named = operand is not null && (TokenClasses.Is(operand.Type, TokenClass.Name) || operand.Type == COMMAND);
        string name = named ? operand!.Text : "x";
        return Error(DiagnosticTable.Increment, Scanner.SpanOf(op), $"there is no `{op.Text}`", $"write `{name} {op.Text[0]}= 1`");
    }

    private bool ForeignOperator()
    {
        string? hint = token.Text switch
        {
            "===" => "`==` compares",
            "!==" or "<>" => "`!=` compares",
            "**" => "there is no power; `1 << n` is a power of two",
            "->" => "the parts of a value are written with a dot: `info.pid`",
            ":=" => "`let x = …` declares, `x = …` assigns",
            "::" => "there are no modules: a name stands alone",
            _ => null,
        };
        return Error(DiagnosticTable.ForeignOperator, Here, $"there is no `{token.Text}`", hint);
    }

    private bool HabitOfWord()
    {
        // `a and b` stops at `and`; `not a` and `x = a and b` (a command on the right of `=`) stop one later.
        return WordOperator(token) || (Previous is { } previous && index - 1 >= first && WordOperator(previous));
    }

    private bool WordOperator(IToken word)
    {
        string? op = TokenClasses.Is(word.Type, TokenClass.Name) || word.Type == COMMAND ? WordOperators.Of(word.Text) : null;
        return op is not null && Error(DiagnosticTable.WordOperator, Scanner.SpanOf(word), $"`{word.Text}` is no operator", $"write `{op}`");
    }

    private bool Report(Habit habit, IToken from, IToken to)
        => Error(DiagnosticTable.ForeignName, Span.Between(Scanner.SpanOf(from), Scanner.SpanOf(to)), habit.Message, habit.Hint);

    // ----- the first word of the statement

    private bool HabitOfFirstWord()
    {
        var word = tokens[first];
        if (word.Type == LET && index == first + 2 && Previous!.Text == "mut")
        {
            return HabitOfName(Previous);
        }

        if (word.Type is not (COMMAND or ID))
        {
            return false;
        }

        if (word.Text == "kill" && first + 1 < index && tokens[first + 1].Type == NEGATE)
        {
            return KillOption();
        }

        return word.Text switch
        {
            "elif" or "elsif" or "elseif" or "elsIf" => Error(DiagnosticTable.ElseIf, Scanner.SpanOf(word), $"there is no `{word.Text}`", "write `else if`"),
            "def" or "function" or "func" or "void" => ForeignFunction(word),
            "do" or "switch" or "case" or "try" or "catch" or "begin" or "unless" or "foreach" or "then" => ForeignBlock(word),
            _ when CommandHabits.IsType(word.Text) => TypedDeclaration(word),
            _ => HabitOfName(word),
        };
    }

    /// <summary>`vfork { … }`, `struct timeval t`, `go f()`: where the word alone says what is meant.</summary>
    private bool HabitOfName(IToken word)
    {
        if (PreviousType == CALL || Habits.FindWord(word.Text) is not { } habit || (token.Type == ASSIGN && index == first + 1))
        {
            return false;
        }

        return Error(DiagnosticTable.ForeignName, Scanner.SpanOf(word), habit.Message,
            word.Text == "struct" && Has("sigaction") ? "write `signal SIGCHLD default`: there is nothing to fill in" : habit.Hint);
    }

    private bool Has(string text) => tokens.FindIndex(first, Math.Min(index + 1, tokens.Count) - first, other => other.Text == text) >= 0;

    /// <summary>`os.fork()` stops at the reserved word, `time.sleep(1)` and `list.append(1)` at the parenthesis.</summary>
    private bool HabitOfMember()
    {
        if (token.Type == DOT && PreviousType == EXEC && index + 1 < tokens.Count)
        {
            Habit module = Habits.OfMember("exec", tokens[index + 1].Text);
            return Report(module, Previous!, tokens[index + 1]);
        }

        for (int dot = index - 1; dot >= Math.Max(first + 1, index - 2); dot--)
        {
            bool named = tokens[dot].Type == DOT && tokens[dot - 1].Type is ID or COMMAND or SIGNAL or IO;
            if (named && (dot + 1 == index || token.Type is LPAREN or CALL))
            {
                Habit habit = Habits.OfMember(tokens[dot - 1].Text, tokens[dot + 1].Text);
                return Report(habit, tokens[dot - 1], tokens[dot + 1]);
            }
        }

        return false;
    }

    private bool KillOption()
    {
        string signal = tokens[first + 2].Text;
        string name = signal switch
        {
            "9" => "SIGKILL",
            "15" => "SIGTERM",
            "2" => "SIGINT",
            "1" => "SIGHUP",
            _ when signal.StartsWith("SIG", StringComparison.Ordinal) || !char.IsLetter(signal[0]) => signal,
            _ => "SIG" + signal.ToUpperInvariant(),
        };
        string pid = TokenClasses.Is(token.Type, TokenClass.Name) || token.Type == INT ? token.Text : "pid";
        return Error(DiagnosticTable.KillOption, Span.Between(Scanner.SpanOf(tokens[first]), Scanner.SpanOf(tokens[first + 2])),
            "`kill` takes the pid first, then the signal", $"write `kill {pid} {name}`");
    }

    private bool ForeignFunction(IToken word) => Error(DiagnosticTable.ForeignFunction, Scanner.SpanOf(word), $"there is no `{word.Text}`", "write `fn name(a, b) { … }`");

    private bool TypedDeclaration(IToken word)
    {
        int at = first + 1;
        while (at + 1 < tokens.Count && (tokens[at].Type == STAR || CommandHabits.IsType(tokens[at].Text)))
        {
            at++;
        }

        var name = tokens[at];
        if (at + 1 < tokens.Count && tokens[at + 1].Type == CALL)
        {
            return ForeignFunction(word);
        }

        string shown = TokenClasses.Is(name.Type, TokenClass.Name) ? name.Text : "x";
        return Error(DiagnosticTable.TypedDeclaration, Scanner.SpanOf(word), "a declaration has no type", CommandHabits.Declare(shown, "…"));
    }

    // ----- blocks

    private bool HabitOfFor()
    {
        if (tokens[first].Type != FOR)
        {
            return false;
        }

        if (token.Type == LPAREN && PreviousType == FOR)
        {
            return StatementHas(SEMICOLON)
                ? Error(DiagnosticTable.CStyleFor, Scanner.SpanOf(tokens[first]), "there is no `for` with three parts", "`for i in 0..n { … }`, or `loop { … }` without end")
                : Error(DiagnosticTable.CStyleFor, Here, "`for` has no parentheses", "write `for x in list { … }`");
        }

        return token.Type is SEMICOLON or ASSIGN
            && Error(DiagnosticTable.CStyleFor, Scanner.SpanOf(tokens[first]), "there is no `for` with three parts", "write `for i in 0..n { … }`");
    }

    private bool StatementHas(int type)
    {
        for (int i = first; i < tokens.Count && tokens[i].Type != NEWLINE; i++)
        {
            if (tokens[i].Type == type)
            {
                return true;
            }
        }

        return false;
    }

    private bool HabitOfColon()
    {
        if (token.Type != COLON)
        {
            return false;
        }

        if (tokens.FindIndex(first, index - first, word => word.Text == "lambda") is >= 0 and var lambda)
        {
            return HabitOfName(tokens[lambda]);
        }

        if (Has(QUESTION))
        {
            return Error(DiagnosticTable.Ternary, Here, "there is no `?:`", "write `if c { x = a } else { x = b }`");
        }

        return tokens[first].Type is LET or SHARED
            ? Error(DiagnosticTable.TypedDeclaration, Here, "a declaration has no type", $"write `let {tokens[first + 1].Text} = …`")
            : Error(DiagnosticTable.ColonBlock, Here, "a block does not start with a colon", "blocks stand in braces: `{ … }`");
    }

    private bool HabitOfPointer()
        => token.Type is AMP or STAR && !TokenClasses.Is(PreviousType, TokenClass.EndsOperand)
            && Error(DiagnosticTable.Pointer, Here, "there are no pointers",
                Has(WAIT) || FirstWord is "waitpid" or "wait" ? "`wait` sets `status`: `wait`, then `WEXITSTATUS(status)`"
                : FirstWord is "sigaction" && first + 2 < tokens.Count
                    ? $"write `signal {tokens[first + 2].Text} default`, or a handler: `on {tokens[first + 2].Text} {{ … }}`"
                : Habits.FindWord(FirstWord)?.Hint ?? "use the variable itself");

    private bool HabitOfBlock()
    {
        if (IsAtLineEnd && PreviousType == AMP && tokens[first].Type == COMMAND)
        {
            string command = string.Join(' ', tokens.GetRange(first, index - 1 - first).Select(part => part.Text));
            return Error(DiagnosticTable.ForeignOperator, Scanner.SpanOf(Previous!), "a command is not put in the background by `&`",
                $"write `fork {{ {command} }}`");
        }

        // `while x; do` and `if x` with `then` on the next line stop at the separator in front of the word.
        var word = token.Type is NEWLINE or SEMICOLON && index + 1 < tokens.Count ? tokens[index + 1] : token;
        return word.Text is "then" or "do" or "done" or "fi" or "esac" or "begin" && word.Type is COMMAND or ID && ForeignBlock(word);
    }

    private bool ForeignBlock(IToken word)
    {
        string hint = word.Text switch
        {
            "do" => "`loop { … }`, with `break` where it ends, or `while c { … }`",
            "switch" or "case" => "`if … { } else if … { }`",
            "foreach" => "`for x in list { … }`",
            "unless" => "`if !c { … }`",
            _ => "blocks stand in braces: `if c { … }`",
        };
        return Error(DiagnosticTable.ForeignBlock, Scanner.SpanOf(word), $"there is no `{word.Text}`", hint);
    }
}

/// <summary>Operators that other languages write as words.</summary>
internal static class WordOperators
{
    /// <summary>The KScript operator for a word, or null.</summary>
    public static string? Of(string word) => word switch { "and" => "&&", "or" => "||", "not" => "!", "is" => "==", "mod" => "%", "xor" => "^", _ => null };
}

/// <summary>Habits that the grammar takes for a command: looked at when the tree is built.</summary>
internal static class CommandHabits
{
    /// <summary>Words that declare a variable in other languages.</summary>
    public static bool IsType(string word) => word is "int" or "long" or "short" or "char" or "bool" or "boolean" or "string" or "float" or "double"
        or "unsigned" or "signed" or "pid_t" or "size_t" or "static" or "var" or "const" or "auto";

    /// <summary>How a variable is declared; what is there without that is not.</summary>
    public static string Declare(string name, string value) => name switch
    {
        "status" => "leave it out: `wait` sets `status` by itself",
        "errno" => "leave it out: a call that fails sets `errno` by itself",
        "info" => "leave it out: a handler finds what it is told in `info.pid`, `info.signo` …",
        _ => $"write `let {name} = {value}`",
    };

    /// <summary>Reports a command that is a habit.</summary>
    public static void Check(CallExpr call, DiagnosticBag diagnostics)
    {
        string word = call.Callee.Name;
        if (IsType(word) && call.Arguments is [NameExpr name, ..])
        {
            diagnostics.Error(DiagnosticTable.TypedDeclaration, call.Callee.Span, "a declaration has no type", Declare(name.Name, "0"));
        }
        else if (word == "not" && call.Arguments.Count == 1)
        {
            diagnostics.Error(DiagnosticTable.WordOperator, call.Callee.Span, "`not` is no operator", "write `!`");
        }
        else if (word is "def" or "function" or "func" or "void" && call.Arguments.Count > 0)
        {
            diagnostics.Error(DiagnosticTable.ForeignFunction, call.Callee.Span, $"there is no `{word}`", "write `fn name(a, b) { … }`");
        }
        else if (word is "elif" or "elsif" or "elseif")
        {
            diagnostics.Error(DiagnosticTable.ElseIf, call.Callee.Span, $"there is no `{word}`", "write `else if`");
        }
    }
}
