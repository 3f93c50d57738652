// What the compiler finds: KS0200 and up.
namespace KScript.Interpreter.Diagnostics;

internal static partial class DiagnosticTable
{
    public static readonly DiagnosticRow UndefinedVariable = new("KS0200", "an unknown name",
        "No variable or constant has this name. Variables are declared with `let x = …`; functions are called with parentheses.");

    public static readonly DiagnosticRow UndefinedFunction = new("KS0201", "an unknown function",
        "Neither the script nor the machine has a function, system call or view of this name.");

    public static readonly DiagnosticRow UndefinedProgram = new("KS0202", "an unknown program",
        "No `program` has this name: exec fails with ENOENT, as it would on a real system.");

    public static readonly DiagnosticRow WrongArgumentCount = new("KS0203", "too many or too few arguments",
        "The call takes another number of arguments.");

    public static readonly DiagnosticRow UsedBeforeLet = new("KS0204", "a variable used before its let",
        "Statements run from top to bottom: the variable is declared further down.");

    public static readonly DiagnosticRow NotVisibleHere = new("KS0205", "a variable that this block cannot see",
        "Functions and blocks that run later (handlers, atexit) see the variables of the top level, but none of another function.");

    public static readonly DiagnosticRow NotAssignable = new("KS0206", "an assignment to something that is no variable",
        "Only variables and elements of lists can be assigned. Constants such as SIGCHLD and results such as `status` cannot.");

    public static readonly DiagnosticRow DuplicateName = new("KS0207", "a name declared twice",
        "Two functions, two programs, two jobs or two parameters have one name.");

    public static readonly DiagnosticRow MisplacedJump = new("KS0208", "break, continue or return outside its place",
        "`break` and `continue` belong in a loop, `return` in a function or handler. A fork block is a process of its own: leave it with `exit`.");

    public static readonly DiagnosticRow MisplacedDeclaration = new("KS0209", "a declaration below the top level",
        "`shared` declares memory of the whole machine, and stands outside functions, programs, jobs and handlers.");

    public static readonly DiagnosticRow TypeMismatch = new("KS0210", "a value of the wrong kind",
        "Numbers, texts and lists do not mix: str(n) makes a text of a number, int(s) a number of a text, [e] a list of an element.");

    public static readonly DiagnosticRow NeverEqual = new("KS0211", "a comparison that can have only one outcome",
        "A text never equals a number, and a list neither: the comparison says nothing.");

    public static readonly DiagnosticRow SignalExpected = new("KS0212", "a signal is needed",
        "Signals have names, SIGTERM, SIGCHLD, SIGRTMIN+1, and numbers from 1 to 64.");

    public static readonly DiagnosticRow NotSupported = new("KS0213", "not supported yet",
        "The language has a place for this, but this version cannot run it.");

    public static readonly DiagnosticRow ImpureCondition = new("KS0214", "a condition that would change something",
        "The conditions of `until`, `always`, `finally`, `eventually` and `leads to` are looked at by the machine, at any moment and any number of times: they may use variables, views and functions that only compute.");

    public static readonly DiagnosticRow PropertyVariable = new("KS0215", "a private variable in a claim about the machine",
        "`always`, `finally`, `eventually` and `leads to` look at the whole machine, where each process has its own copy of a variable. They see `shared` variables, and variables that are set once, to a constant.");

    public static readonly DiagnosticRow SettingsTooLate = new("KS0216", "sched or machine after the first statement",
        "The machine is built before anything runs: `sched` and `machine` come first in the file.");

    public static readonly DiagnosticRow UnknownPolicy = new("KS0217", "an unknown scheduling policy",
        "The policies are listed by `sched` in the language reference.");

    public static readonly DiagnosticRow UnknownSetting = new("KS0218", "an unknown setting",
        "The policy, machine or job has no such key.");

    public static readonly DiagnosticRow BadSettingValue = new("KS0219", "a setting with a value that it cannot have",
        "Each key takes a number in a range, true or false, a word of a list, or several numbers.");

    public static readonly DiagnosticRow BadFormat = new("KS0220", "a printf format that does not fit its values",
        "Each conversion takes one value: %d %i %u %x %X %o %c %s; %% writes a percent sign.");

    public static readonly DiagnosticRow UnknownMember = new("KS0222", "an unknown field",
        "The fields of `info` are signo, code, pid, status, value and uid.");

    public static readonly DiagnosticRow TooLargeToCompile = new("KS0224", "too large to compile",
        "A function may have 30,000 variables and intermediate values, and a call 250 arguments.");

    public static readonly DiagnosticRow SharedNeedsConstant = new("KS0225", "a shared variable without a constant value",
        "A script made of jobs has no main process that could compute the first value of a shared variable: give a constant.");

    public static readonly DiagnosticRow HandlerParameters = new("KS0226", "a handler with too many parameters",
        "A signal handler takes no parameter, or one: the number of the signal.");

    public static readonly DiagnosticRow UncalledMain = new("KS0227", "a main that nobody calls",
        "A script runs from its first line to its last. A function that is called `main` is a function like any other.");

    public static readonly DiagnosticRow SettingsTwice = new("KS0228", "a second sched or machine line",
        "The machine has one policy: the last `sched` counts, whole, and the others do nothing. Of several `machine` lines each key's last value counts.");

    public static readonly DiagnosticRow HidesBuiltIn = new("KS0229", "a variable that hides what the machine sets",
        "`wait` sets `status`, a call that fails sets `errno`, a handler finds `info`. A variable of that name is another thing, which nothing sets.");

    public static readonly DiagnosticRow UnknownEnd = new("KS0230", "an end that allow does not know",
        "`allow deadlock` says that processes blocked for ever are meant, `allow death SIGSEGV` that main may die of that signal, `allow death` of any.");

    public static readonly DiagnosticRow FigureBeforeEnd = new("KS0231", "a figure of the run before its end",
        "`switches`, `response`, `turnaround`, `waiting`, `finish` and `missed` are recorded while the machine runs, and `finally` " +
        "may ask for them when it has come to its end.");

    public static readonly DiagnosticRow CannotImport = new("KS0240", "an import that cannot be read",
        "`import \"path.ks\"` names a file beside the one that it stands in, `import pid1` one of the library that comes with KScript.");

    public static readonly DiagnosticRow ImportCircle = new("KS0241", "files that import each other in a circle",
        "An imported file must not import the file that imports it: what both need belongs in a third one.");

    public static readonly DiagnosticRow NotImportable = new("KS0242", "a statement that an imported file cannot have",
        "An imported file declares: functions, programs, constants (`let` of a value without calls) and imports of its own. What is to be done belongs in a function.");

    private static DiagnosticRow[] CompilerRows =>
    [
        UndefinedVariable, UndefinedFunction, UndefinedProgram, WrongArgumentCount, UsedBeforeLet, NotVisibleHere, NotAssignable,
        DuplicateName, MisplacedJump, MisplacedDeclaration, TypeMismatch, NeverEqual, SignalExpected, NotSupported, ImpureCondition,
        PropertyVariable, SettingsTooLate, UnknownPolicy, UnknownSetting, BadSettingValue, BadFormat, UnknownMember,
        TooLargeToCompile, SharedNeedsConstant, HandlerParameters, UncalledMain, SettingsTwice, HidesBuiltIn, UnknownEnd, FigureBeforeEnd,
        CannotImport, ImportCircle, NotImportable,
    ];
}
