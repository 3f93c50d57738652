// The bounds of the parser. Each has a name and ends in a diagnostic, so that no input, however odd, ends in a stack
// overflow or in minutes of work.
namespace KScript.Interpreter.Parsing;

/// <summary>How large and how deep a script may be.</summary>
internal static class ParserLimits
{
    /// <summary>UTF-16 units in one script.</summary>
    public const int MaxSourceLength = 2 * 1024 * 1024;

    /// <summary>Brackets inside brackets, of all kinds together.</summary>
    public const int MaxNesting = 200;

    /// <summary>Operators in one expression (with those of the expressions around it), and `else if` in one `if`.</summary>
    public const int MaxOperators = 1000;

    /// <summary>Errors reported for one script; the rest is not looked at.</summary>
    public const int MaxErrors = 20;
}
