// What kinds of tokens there are for the token filter: which end an operand, which start one, which let a line continue.
// Flags in one table indexed by token type, so that the filter's questions are an array look-up each.
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
        Add(table, TokenClass.EndsOperand | TokenClass.StartsOperand, INT, FLOAT, TIME, BAD_NUMBER, STRING, FOREIGN_NAME, UNTERMINATED, OTHER_QUOTES, TRUE, FALSE);
        Add(table, TokenClass.EndsOperand | TokenClass.StartsOperand | TokenClass.Name, ID, SIGNAL_NAME);
        Add(table, TokenClass.EndsOperand, RPAREN, RBRACKET, RBRACE, WAIT_FLAG, FORK, WAIT);
        Add(table, TokenClass.StartsOperand, FORK, WAIT, EXEC, SPAWN, LPAREN, LBRACKET, NOT, TILDE, NEGATE);
        Add(table, TokenClass.Continues | TokenClass.Operator | TokenClass.Deepens,
            OR, AND, PIPE, CARET, AMP, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SHL, SHR, PLUS, MINUS, STAR, SLASH, PERCENT, IN, RANGE);
        Add(table, TokenClass.Continues | TokenClass.Operator | TokenClass.Assigns,
            ASSIGN, PLUS_ASSIGN, MINUS_ASSIGN, STAR_ASSIGN, SLASH_ASSIGN, PERCENT_ASSIGN, OR_ASSIGN, AND_ASSIGN);
        Add(table, TokenClass.Continues, COMMA, LPAREN, LBRACKET, CALL, INDEX, NOT, TILDE, NEGATE, DOT);
        Add(table, TokenClass.Deepens, NOT, TILDE, NEGATE, DOT, INDEX, WAIT, JOIN, ELSE, SIGNAL, ON, SIGNAL_SET);
        Add(table, TokenClass.Soft | TokenClass.Name | TokenClass.StartsOperand,
            PROGRAM, JOB, JOBS, SCHED, MACHINE, ALWAYS, FINALLY, ATEXIT, SYNC, SEMAPHORE, THREAD, CONTAINER, JOIN, IO, SIGNAL, ON, SIGNAL_SET,
            ALL, IGNORE, DEFAULT, MASK, SIGNAL_FLAG, WAIT_FLAG);
        Add(table, TokenClass.ForcesName, LET, SHARED, FOR, FN, DOT, EXEC, SPAWN, PROGRAM, JOB, SCHED, FORK, THREAD, CONTAINER, SYNC, SEMAPHORE);
        Add(table, TokenClass.StatementOnly, LET, SHARED, IF, WHILE, LOOP, REPEAT, FOR, BREAK, CONTINUE, FN, RETURN, PRINT, ASSERT, UNTIL, EXIT, EXIT_NOW);
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
