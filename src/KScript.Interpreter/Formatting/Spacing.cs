// Where a space stands between two tokens of a line. Some spaces carry meaning (`foo -1`, `poll [a]`): the token filter reads
// them, so they follow from what it made of the tokens.
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Formatting;

/// <summary>The spaces inside a line.</summary>
internal static class Spacing
{
    /// <summary>Whether a space stands between two neighbours.</summary>
    public static bool Between(FormatItem previous, FormatItem item)
    {
        int before = previous.Token.Type;
        int after = item.Token.Type;
        if (before == NEGATE && after == NEGATE)
        {
            // Two minus signs in a row would be another language's decrement.
            return true;
        }

        return !IsTightAfter(before) && !IsTightBefore(after) && !IsTightSetting(item, before, after) && !KeepsTight(item, before, after);
    }

    private static bool IsTightAfter(int type)
        => type is LPAREN or LBRACKET or CALL or INDEX or DOT or NOT or TILDE or NEGATE or RANGE or OFFSET;

    private static bool IsTightBefore(int type)
        => type is RPAREN or RBRACKET or COMMA or CALL or INDEX or DOT or RANGE or OFFSET;

    private static bool IsTightSetting(FormatItem item, int before, int after)
        => item.InSettings && (before is ASSIGN or COMMA || after == ASSIGN);

    /// <summary>`exit(1)` and `exit (1)` are the same, and both are left as they are.</summary>
    private static bool KeepsTight(FormatItem item, int before, int after)
        => after == LPAREN && item.IsAttached && before is EXIT or EXIT_NOW or JOIN or CLONE or IO or ALWAYS or FINALLY or EVENTUALLY or TO or UNTIL or RETURN or PRINT or ASSERT;
}
