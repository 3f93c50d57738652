// What kinds of tokens there are for the token filter: which end an operand, which start one, which let a line continue.
// Flags in one table indexed by token type, so that the filter's questions are an array look-up each; those of words stand with
// the words, in Keywords.
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>What the filter wants to know of a token type.</summary>
[Flags]
internal enum TokenClass : ushort
{
    None = 0,

    /// <summary>An operand may end with it: what follows is a binary operator or the end.</summary>
    EndsOperand = 1,

    /// <summary>An operand may start with it.</summary>
    StartsOperand = 2,

    /// <summary>A newline after it ends nothing.</summary>
    Continues = 4,

    /// <summary>A binary operator or an assignment.</summary>
    Operator = 8,

    /// <summary>A word that is a name outside its own statement.</summary>
    Soft = 16,

    /// <summary>A name, or a word that can be one.</summary>
    Name = 32,

    /// <summary>Behind it stands a name, whatever the word is elsewhere.</summary>
    ForcesName = 64,

    /// <summary>A word that only a statement starts with: it cannot stand inside ( ) or [ ].</summary>
    StatementOnly = 128,

    /// <summary>An assignment operator.</summary>
    Assigns = 256,

    /// <summary>It adds a level to the tree of the expression it stands in.</summary>
    Deepens = 512,

    /// <summary>A header follows: its first `{` opens the body.</summary>
    OpensHeader = 1024,

    /// <summary>A block follows; a newline may stand before it.</summary>
    AwaitsBlock = 2048,

    /// <summary>Settings follow, in which words are names.</summary>
    OpensSettings = 4096,
}

/// <summary>The table.</summary>
internal static class TokenClasses
{
    private static readonly TokenClass[] Table = Build();

    /// <summary>What a token type is.</summary>
    public static TokenClass Of(int type) => type < 0 ? TokenClass.None : Table[type];

    /// <summary>Whether a token type is of a class.</summary>
    public static bool Is(int type, TokenClass wanted) => (Of(type) & wanted) != 0;

    private static TokenClass[] Build()
    {
        var table = new TokenClass[OFFSET + 1];
        foreach (Keyword word in Keywords.Rows)
        {
            table[word.Token] |= word.Class;
        }

        Add(table, TokenClass.EndsOperand | TokenClass.StartsOperand, INT, FLOAT, TIME, BAD_NUMBER, STRING, FOREIGN_NAME, UNTERMINATED, OTHER_QUOTES);
        Add(table, TokenClass.EndsOperand | TokenClass.StartsOperand | TokenClass.Name, ID, SIGNAL_NAME);
        Add(table, TokenClass.EndsOperand, RPAREN, RBRACKET, RBRACE);
        Add(table, TokenClass.StartsOperand, LPAREN, LBRACKET, NOT, TILDE, NEGATE);
        Add(table, TokenClass.Continues | TokenClass.Operator | TokenClass.Deepens,
            OR, AND, PIPE, CARET, AMP, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SHL, SHR, PLUS, MINUS, STAR, SLASH, PERCENT, RANGE);
        Add(table, TokenClass.Continues | TokenClass.Operator | TokenClass.Assigns,
            ASSIGN, PLUS_ASSIGN, MINUS_ASSIGN, STAR_ASSIGN, SLASH_ASSIGN, PERCENT_ASSIGN, OR_ASSIGN, AND_ASSIGN);
        Add(table, TokenClass.Continues, COMMA, LPAREN, LBRACKET, CALL, INDEX, NOT, TILDE, NEGATE, DOT);
        Add(table, TokenClass.Deepens, NOT, TILDE, NEGATE, DOT, INDEX);
        Add(table, TokenClass.ForcesName, DOT);
        return table;
    }

    private static void Add(TokenClass[] table, TokenClass added, params ReadOnlySpan<int> types)
    {
        foreach (int type in types)
        {
            table[type] |= added;
        }
    }
}
