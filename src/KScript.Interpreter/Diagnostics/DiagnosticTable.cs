// One row per diagnostic: its code, a short title, and what `kscript explain KS0012`-like help says about it. KS0001 to KS0099
// are what lexing and parsing find (KS0050 and up: habits from other languages); the compiler's begin at KS0200, those
// of job files at KS0300.

namespace KScript.Interpreter.Diagnostics;

/// <summary>A kind of diagnostic.</summary>
/// <param name="Code">KS and four digits; never reused.</param>
/// <param name="Title">A few words, the same for every occurrence.</param>
/// <param name="Explanation">What it means and what to write instead, in a few sentences.</param>
internal sealed record DiagnosticRow(string Code, string Title, string Explanation);

/// <summary>All diagnostics.</summary>
internal static partial class DiagnosticTable
{
    public static readonly DiagnosticRow UnexpectedToken = new("KS0001", "unexpected text",
        "Something stands where it cannot. A statement ends at a newline, `;` or `}`; a call inside an expression has parentheses.");

    public static readonly DiagnosticRow ExpressionExpected = new("KS0002", "an expression is missing",
        "A value has to follow: a number, a string, a list, a name, a call, or something in parentheses.");

    public static readonly DiagnosticRow BadCharacter = new("KS0003", "a character that KScript does not use",
        "Names are ASCII letters, digits and `_`. Any Unicode may stand in strings and comments.");

    public static readonly DiagnosticRow UnterminatedString = new("KS0004", "a string without its end",
        "A string ends on the line it starts on. A line break inside it is written `\\n`.");

    public static readonly DiagnosticRow BadEscape = new("KS0005", "an unknown escape in a string",
        "Known are \\n \\t \\r \\0 \\a \\b \\e \\f \\v \\\\ \\\" \\' \\xHH and \\uHHHH.");

    public static readonly DiagnosticRow BadNumber = new("KS0006", "not a number",
        "Numbers are 42, 1_000, 0x2a, 0b101; times are 20ms, 2s, 500us. They fit into 64 bits and have no leading zeros.");

    public static readonly DiagnosticRow Unclosed = new("KS0007", "a bracket that is never closed",
        "Every `(`, `[` and `{` needs its partner. For braces, the one whose partner stands at another indentation is reported.");

    public static readonly DiagnosticRow Unmatched = new("KS0008", "a closing bracket without an opening one",
        "There is one `)`, `]` or `}` too many, or the opening one is missing.");

    public static readonly DiagnosticRow NestedTooDeep = new("KS0009", "too many brackets inside brackets",
        "Brackets may be nested 200 deep. Move an inner part into a function.");

    public static readonly DiagnosticRow TooManyOperators = new("KS0010", "an expression with too many operators",
        "One expression may have 1000 operators, and one `if` 1000 `else if`. Use variables, a list or a loop.");

    public static readonly DiagnosticRow SourceTooLarge = new("KS0011", "the script is too large",
        "A script may have 2,097,152 characters.");

    public static readonly DiagnosticRow TooManyErrors = new("KS0012", "too many errors",
        "After 20 errors the rest of the file is not looked at.");

    public static readonly DiagnosticRow BlockExpected = new("KS0013", "a block is missing",
        "The body of `if`, `while`, `for`, `fn` and so on stands in braces, even if it is one statement.");

    public static readonly DiagnosticRow BareBlock = new("KS0014", "a block that belongs to nothing",
        "There are no bare blocks. A `{` follows a header: `if c {`, `loop {`, `fork {`.");

    public static readonly DiagnosticRow BlockFormInHeader = new("KS0015", "a block form in a header",
        "In the header of `if`, `while`, `repeat` and `for` the first `{` opens the body. Put the form in parentheses: `if (fork child { … }) > 0 {`.");

    public static readonly DiagnosticRow ReservedWord = new("KS0016", "a reserved word as a name",
        "The words of the grammar's own statements cannot be names.");

    public static readonly DiagnosticRow AssignmentTarget = new("KS0017", "nothing that can be assigned to",
        "On the left of `=` stands a variable, or an element of a list: `x = 1`, `a[i] = 1`.");

    public static readonly DiagnosticRow ValueMissing = new("KS0018", "a variable without a value",
        "`let` and `shared` give a variable its first value: `let x = 0`.");

    public static readonly DiagnosticRow AssignmentInCondition = new("KS0019", "an assignment where a value is expected",
        "`=` assigns and is a statement; `==` compares.");

    public static readonly DiagnosticRow NotTopLevel = new("KS0020", "a declaration inside a block",
        "`fn`, `program`, `job`, `always`, `finally`, `eventually`, `leads to`, `sched` and `machine` stand at the top level and are known in the whole file.");

    public static readonly DiagnosticRow ElseWithoutIf = new("KS0021", "`else` without an `if`",
        "`else` follows the `}` of an `if`, on the same line or the next.");

    public static readonly DiagnosticRow RangeOutsideFor = new("KS0022", "a range outside `for`",
        "`a..b` is for `for i in a..b { }` and for settings. In other places use a list.");

    public static readonly DiagnosticRow Fraction = new("KS0023", "a number with a fraction",
        "Values are whole numbers. Fractions may stand in settings (`sched sjf alpha=0.5`) and times (`1.5ms`).");

    public static readonly DiagnosticRow CommaMissing = new("KS0024", "a comma is missing",
        "Arguments and the values of `print` are separated by commas. Only the name of a signal may follow without one.");

    public static readonly DiagnosticRow CommandInExpression = new("KS0025", "a call without parentheses inside an expression",
        "At the start of a statement a call needs no parentheses (`kill p, SIGTERM`); elsewhere it has them (`kill(p, SIGTERM)`).");

    public static readonly DiagnosticRow UnknownStatement = new("KS0026", "not a statement",
        "A word that is no statement and no call is followed by a block or an expression.");

    public static readonly DiagnosticRow WaitArguments = new("KS0027", "too much for `wait`",
        "`wait` takes a pid and the words nohang, untraced, continued, nowait. The status is in `status`; with flags in POSIX form it is `waitpid(pid, flags)`.");

    public static readonly DiagnosticRow ForkArguments = new("KS0028", "`fork` with arguments",
        "`fork` or `fork()` returns twice; `fork { … }` or `fork name { … }` runs a block in the child.");

    public static readonly DiagnosticRow SignalsMissing = new("KS0029", "signals are missing",
        "`block`, `unblock` and `mask` are followed by signals or `all`: `block SIGTERM SIGINT`.");

    public static readonly DiagnosticRow SettingExpected = new("KS0030", "a setting is written key=value",
        "`sched` takes a policy and settings, `machine` and `job` take settings; they are separated by spaces: `sched mlfq q=3 boost=100`.");

    public static readonly DiagnosticRow HandlerMissing = new("KS0031", "what a signal shall do is missing",
        "`signal SIGTERM ignore`, `signal SIGTERM default`, `signal SIGTERM handler_function`, or `on SIGTERM { … }`.");

    public static readonly DiagnosticRow Increment = new("KS0050", "no `++` and `--`",
        "`x += 1` and `x -= 1` are statements.");

    public static readonly DiagnosticRow TypedDeclaration = new("KS0051", "a declaration with a type",
        "Variables have no types: `let x = 0`.");

    public static readonly DiagnosticRow CStyleFor = new("KS0052", "`for` as in C",
        "`for i in 0..n { }` counts from 0 to n-1, `for x in list { }` goes through a list, `repeat n { }` and `loop { }` need no variable.");

    public static readonly DiagnosticRow Ternary = new("KS0053", "no `?:`",
        "Use `if c { x = a } else { x = b }`.");

    public static readonly DiagnosticRow ForeignComment = new("KS0054", "a comment of another language",
        "Comments start with `#` and go to the end of the line.");

    public static readonly DiagnosticRow Quotes = new("KS0055", "quotes of another kind",
        "Strings stand in straight double quotes: \"text\".");

    public static readonly DiagnosticRow WordOperator = new("KS0056", "`and`, `or`, `not` as operators",
        "They are written `&&`, `||` and `!`.");

    public static readonly DiagnosticRow ElseIf = new("KS0057", "`elif`",
        "It is written `else if`.");

    public static readonly DiagnosticRow ForeignFunction = new("KS0058", "a function as in another language",
        "Functions are written `fn name(a, b) { return a }`.");

    public static readonly DiagnosticRow ColonBlock = new("KS0059", "a colon in front of a block",
        "Blocks stand in braces: `while c { … }`.");

    public static readonly DiagnosticRow KillOption = new("KS0060", "`kill` as in a shell",
        "`kill pid SIGKILL`: the pid first, then the signal's name.");

    public static readonly DiagnosticRow Dollar = new("KS0061", "`$` in front of a name",
        "A variable is written without it; `$$` is `getpid()`, `$!` what `fork` gave, `$?` is `status`.");

    public static readonly DiagnosticRow ForeignOperator = new("KS0062", "an operator of another language",
        "KScript has C's operators, without `?:`, `++`, `--`, pointers and assignments inside expressions.");

    public static readonly DiagnosticRow Pointer = new("KS0063", "no pointers",
        "There is no `&x` and no `*p`. `wait` sets `status`, `pipe()` gives a value with `.r` and `.w`.");

    public static readonly DiagnosticRow ForeignBlock = new("KS0064", "a block as in another language",
        "Blocks stand in braces; there is no `then`, `do`, `done`, `fi`, `switch`, `try`.");

    public static readonly DiagnosticRow ForeignName = new("KS0065", "a name that KScript does not have",
        "A name of C, Python, Go, Rust, a shell or Linux. The hint says how it is written in KScript, or that there is nothing for it.");

    /// <summary>Every row, in the order of the codes.</summary>
    public static DiagnosticRow[] All =>
    [
        UnexpectedToken, ExpressionExpected, BadCharacter, UnterminatedString, BadEscape, BadNumber, Unclosed, Unmatched, NestedTooDeep,
        TooManyOperators, SourceTooLarge, TooManyErrors, BlockExpected, BareBlock, BlockFormInHeader, ReservedWord, AssignmentTarget,
        ValueMissing, AssignmentInCondition, NotTopLevel, ElseWithoutIf, RangeOutsideFor, Fraction, CommaMissing, CommandInExpression,
        UnknownStatement, WaitArguments, ForkArguments, SignalsMissing, SettingExpected, HandlerMissing, Increment, TypedDeclaration,
        CStyleFor, Ternary, ForeignComment, Quotes, WordOperator, ElseIf, ForeignFunction, ColonBlock, KillOption, Dollar,
        ForeignOperator, Pointer, ForeignBlock, ForeignName,
        .. CompilerRows,
        .. JobFileRows,
    ];
}
