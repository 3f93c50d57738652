// The commands and their options, as rows: the reader of arguments, the help, the completions and docs/commands.md are
// all made from them. A new option is a row here and a property of CommandOptions.
using System.Globalization;
using KScript.Checker;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Sampling;
using KScript.Checker.Properties;
using KScript.Interpreter.Bytecode;
using KScript.Cli.Commands;
using KScript.Cli.Comparing;
using KScript.Cli.Hosting;
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Texts;
using KScript.Kernel;
using KScript.Workbench.Runs;
using Why = KScript.Workbench.Explaining.Question;

namespace KScript.Cli.CommandLine;

/// <summary>An option.</summary>
/// <param name="Name">Its name with the dashes.</param>
/// <param name="Argument">What its argument is called in the help, or null where it has none.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Apply">Sets it; gives what is wrong with the argument, or null.</param>
internal sealed record OptionRow(string Name, string? Argument, string Summary, Func<CommandOptions, string, string?> Apply)
{
    /// <summary>The words that the argument may be, where they are few.</summary>
    public string[] Words { get => LateWords?.Invoke() ?? field; init; } = [];

    /// <summary>The same, where making them at every start would cost too much.</summary>
    public Func<string[]>? LateWords { get; init; }

    /// <summary>The argument may be left out; then only one of <see cref="Words"/> is taken for it.</summary>
    public bool ArgumentIsOptional { get; init; }
}

/// <summary>An example of the help.</summary>
internal sealed record ExampleRow(string CommandLine, string Meaning);

/// <summary>A command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Operands">Its operands as the usage line shows them.</param>
/// <param name="MinimumOperands">How many there must be.</param>
/// <param name="MaximumOperands">How many there may be.</param>
/// <param name="Options">Its options.</param>
/// <param name="Examples">Its examples.</param>
/// <param name="Run">Does it; null where it is not supported yet.</param>
internal sealed record CommandRow(
    string Name,
    string Summary,
    string Operands,
    int MinimumOperands,
    int MaximumOperands,
    OptionRow[] Options,
    ExampleRow[] Examples,
    Func<CommandOptions, CliHost, int>? Run);

/// <summary>All commands.</summary>
internal static class CommandTable
{
    private static readonly string[] Formats = ["text", "json"];
    private static readonly string[] StatsForms = ["text", "json", "csv"];
    private static readonly string[] ColorWords = ["auto", "always", "never"];
    private static readonly string[] Levels = ["all", "syscalls", "sched", "signals", "lifecycle", "none", "json"];

    /// <summary>Options that every command has.</summary>
    public static OptionRow[] Common { get; } =
    [
        new("--help", null, "says what there is", static (o, _) => Do(o.Help = true)),
        new("--version", null, "says which version this is", static (o, _) => Do(o.Version = true)),
    ];

    private static string[] MetricNames => Array.ConvertAll(ComparedMetric.Rows, static row => row.Key);

    private static readonly OptionRow JobsOption =
        new("--jobs", "FILE", "adds the jobs of FILE: CSV, or the Standard Workload Format (.swf); then the script may be left out", static (o, v) => Do(o.Jobs = v));

    private static readonly OptionRow ScaleOption =
        new("--scale", "N", "ticks for a second of an .swf file (default 1)", static (o, v) => Number(v, 1, 1_000_000, out long n) ?? Do(o.Scale = (int)n));

    private static readonly OptionRow ColorOption =
        new("--color", "WHEN", "colours in the trace: auto (default: on a terminal, unless NO_COLOR is set), always or never", static (o, v) => Word(v, ColorWords) ?? Do(o.Color = v)) { Words = ColorWords };

    private static readonly OptionRow[] RunOptions =
    [
        new("--trace", "LEVEL", "what the trace shows: all (default), syscalls, sched, signals, lifecycle, or none: only what the processes write", SetTrace) { Words = Levels },
        new("--format", "FORM", "the form of the trace: text (default) or json, an object a line", static (o, v) => Word(v, Formats) ?? Do(o.Format = v == "json" ? TraceFormat.Json : TraceFormat.Text)) { Words = Formats },
        new("--stats", "FORM", "adds statistics at the end: text (default), json, one object on one line, or csv, a line for each task", SetStats) { Words = StatsForms, ArgumentIsOptional = true },
        new("--stats-file", "FILE", "writes the statistics to FILE (json unless --stats text or csv)", static (o, v) => Do(o.StatsFile = v)),
        new("--gantt", null, "adds a chart of who ran when", static (o, _) => Do(o.Gantt = true)),
        new("--queues", null, "adds a chart of how many tasks were ready", static (o, _) => Do(o.Queues = true)),
        new("--width", "N", "columns of charts and tables (default: the terminal's, or 80)", SetWidth),
        new("--ascii", null, "draws charts in ASCII on a terminal, too", static (o, _) => Do(o.Ascii = true)),
        ColorOption,
        new("--raw", null, "lets control characters that processes print reach a terminal; else they are shown as \\x1b", static (o, _) => Do(o.Raw = true)),
        new("--until", "T", "stops the run at time T, in ticks", static (o, v) => Number(v, 0, long.MaxValue, out long n) ?? Do(o.Until = n)),
        new("--at", "T", "the same: with --show, the time at which to look", static (o, v) => Number(v, 0, long.MaxValue, out long n) ?? Do(o.Until = n)),
        new("--show", "TABLES", ShownTable.Summary, static (o, v) => ShownTable.Parse(v, o.Show)) { Words = ShownTable.Words },
        .. LimitOptions.Rows,
        new("--allow", "END", "an end of the run that is no failure: deadlock, death, \"death SIGTERM\"; as the script's `allow`", SetAllowed),
        new("--unreached", null, "lists the statements that no process reached", static (o, _) => Do(o.Unreached = true)),
        new("--sched", "POLICY", "replaces the script's policy: --sched \"mlfq q=3\"", static (o, v) => Do(o.Sched = v)),
        new("--set", "KEY=VALUE", "replaces a setting of the script's machine: --set cpus=2", SetMachine),
        new("--schedule", "STEPS", "makes these steps, as check gives them: \"2*4 3 2*2\", or @FILE; what comes after them runs as fcfs", static (o, v) => Do(o.Schedule = v)),
        JobsOption,
        ScaleOption,
        new("-o", "FILE", "writes to FILE instead of standard output", static (o, v) => Do(o.Output = v)),
        new("--dump-bytecode", null, "prints what the script compiles to, and does not run it", static (o, _) => Do(o.DumpBytecode = true)),
        new("--json", null, "diagnostics as JSON, for another program", static (o, _) => Do(o.Json = true)),
        new("--check-invariants", null, "checks after every event that the machine is sound (slow)", static (o, _) => Do(o.CheckInvariants = true)),
    ];

    private static readonly string[] TimeWords = ["both", "patient", "free"];
    private static readonly string[] FairWords = ["none", "weak", "strong"];

    private static readonly OptionRow[] CheckOptions =
    [
        new("--time", "RULE", "patient: sleeps are long enough; free: any process may be late; both (default): patient, then free", SetTimes) { Words = TimeWords },
        new("--check", "LIST", "what may fail, with commas between: assert always finally deadlock leak fault eventually leads-to (default: all)", SetChecked),
        new("--fair", "HOW", "what eventually and leads to count on: weak (default): who can go on throughout does; strong: who can go on again and again does; none", SetFairness) { Words = FairWords },
        new("--random", "N", "takes N schedules at random instead of all", static (o, v) => Number(v, 1, int.MaxValue, out long n) ?? Do(o.Walks = WalksOf(o) with { Count = (int)n })),
        new("--pct", "D", "at random by priorities with D-1 changes, which find bugs of depth D (with --random N; default 1000)", static (o, v) => Number(v, 1, 100, out long n) ?? Do(o.Walks = WalksOf(o) with { PriorityDepth = (int)n })),
        new("--seed", "N", "what is drawn from (default 1; with --random)", static (o, v) => Number(v, 0, long.MaxValue, out long n) ?? Do(o.Walks = WalksOf(o) with { Seed = n })),
        new("--shard", "I/N", "makes every N-th of the random schedules, beginning with the I-th: N processes share the work", SetShard),
        new("--shrink", null, "of a script that fails, looks for the lines that are enough to fail", static (o, _) => Do(o.Shrinks = true)),
        new("--lint", null, "also names habits that go wrong on some schedule, each with one, and with what cures it", static (o, _) => Do(o.Lints = true)),
        new("--depth", "N", "goes N steps from the start at most", static (o, v) => Number(v, 1, int.MaxValue, out long n) ?? Do(o.CheckLimits = o.CheckLimits with { Depth = (int)n })),
        new("--states", "N", "sees N different states at most (default 10000000)", static (o, v) => Number(v, 1, int.MaxValue, out long n) ?? Do(o.CheckLimits = o.CheckLimits with { States = (int)n })),
        new("--memory", "MB", "uses so much memory at most (default 4096)", static (o, v) => Number(v, 1, 1 << 20, out long n) ?? Do(o.CheckLimits = o.CheckLimits with { Memory = n << 20 })),
        new("--seconds", "N", "takes N seconds at most", static (o, v) => Number(v, 1, int.MaxValue, out long n) ?? Do(o.CheckLimits = o.CheckLimits with { Seconds = n })),
        new("--processes", "N", "follows no state with more than N processes (default 64)", static (o, v) => Number(v, 1, 1 << 20, out long n) ?? Do(o.CheckLimits = o.CheckLimits with { Processes = (int)n })),
        new("--dot", "FILE", "writes the graph of states to FILE, as Graphviz draws it, where there are at most 2000", static (o, v) => Do(o.Dot = v)),
        RunOption("--trace"),
        RunOption("--set"),
        RunOption("-o"),
        new("--json", null, "one JSON object instead of text; diagnostics as JSON, too", static (o, _) => Do(o.Json = true)),
    ];

    private static readonly OptionRow[] OutcomesOptions =
    [
        new("--time", "RULE", "free (default): any process may be late; patient: sleeps are long enough", static (o, v) => Word(v, ["free", "patient"]) ?? SetTimes(o, v)) { Words = ["free", "patient"] },
        new("--most", "N", "lists N outputs at most (default 1000)", static (o, v) => Number(v, 1, 1_000_000, out long n) ?? Do(o.MostOutcomes = (int)n)),
        .. Array.FindAll(CheckOptions, static row => row.Name is "--depth" or "--states" or "--memory" or "--seconds" or "--processes" or "--set" or "-o" or "--json"),
    ];

    private static readonly OptionRow[] ExplainOptions =
    [
        new("--at", "T", "explains how things are at time T, in ticks, not at the end", static (o, v) => Number(v, 0, long.MaxValue, out long n) ?? Do(o.At = n)),
        new("--why", "WHAT", "answers a question: a pid, a signal, an errno, or last, main's last call",
            static (o, v) => Why.TryParse(v, RunOutcome.MainPid, out Why question) ? Do(o.Why = question) : "it takes " + Why.Forms),
        new("--pid", "N", "explains process N only", static (o, v) => Number(v, 1, int.MaxValue, out long n) ?? Do(o.Pid = (int)n)),
        .. LimitOptions.RowsOfExplain,
        RunOption("--schedule"),
        RunOption("--until"),
        RunOption("--sched"),
        RunOption("--set"),
        RunOption("-o"),
        new("--json", null, "the explanation, and diagnostics, as JSON, for another program", static (o, _) => Do(o.Json = true)),
    ];

    private static readonly OptionRow[] ReplOptions =
    [
        new("--sched", "POLICY", "the policy: --sched \"mlfq q=3\"", static (o, v) => Do(o.Sched = v)),
        new("--set", "KEY=VALUE", "a setting of the machine: --set cpus=2", SetMachine),
        new("--trace", "LEVEL", "which events are shown: all (default), syscalls, sched, signals, lifecycle, none", SetTrace) { Words = Levels },
        ColorOption,
        .. LimitOptions.Rows,
        new("--echo", null, "with piped input: prints the prompt and what was read, as a terminal would show it", static (o, _) => Do(o.Echo = true)),
    ];

    private static readonly OptionRow[] CompareOptions =
    [
        new("--sched", "POLICY", "a policy to compare; may be given several times", AddPolicy),
        new("--all", null, "compares every policy, with its defaults", static (o, _) => Do(o.AllPolicies = true)),
        new("--sweep", "RANGE", "one policy with a parameter from .. to: \"rr q=1..32\", \"rr q=1..32..4\" (steps of 4), \"rr q=1..1024*2\" (doubling); adds a curve", static (o, v) => Do(o.Sweep = v)),
        new("--metric", "NAME", "what the curve shows (default turnaround)", static (o, v) => Word(v, MetricNames) ?? Do(o.Metric = v)) { LateWords = static () => MetricNames },
        new("--format", "FORM", "the form of the result: text (default), json or csv", SetReport) { Words = StatsForms },
        JobsOption,
        ScaleOption,
        RunOption("--set"),
        RunOption("--width"),
        RunOption("--until"),
        .. LimitOptions.Rows,
        RunOption("-o"),
        RunOption("--json"),
    ];

    private static readonly OptionRow[] TestOptions =
    [
        new("--update", null, "accepts what the scripts do now", static (o, _) => Do(o.Update = true)),
        .. LimitOptions.Rows,
    ];

    private static readonly OptionRow[] FormatOptions =
    [
        new("--check", null, "changes nothing, and fails if a file is not in the canonical layout", static (o, _) => Do(o.Check = true)),
        .. LimitOptions.Rows,
    ];

    private static readonly OptionRow[] QuizOptions =
    [
        new("--seed", "N", "which problem (default 1); the same one on every machine", static (o, v) => Number(v, 0, long.MaxValue, out long n) ?? Do(o.Seed = n)),
        new("--level", "N", "how hard: 1 (default), 2 or 3", static (o, v) => Number(v, 1, QuizTable.MaximumLevel, out long n) ?? Do(o.Level = (int)n)),
        new("--count", "N", "so many problems, with seeds in a row", static (o, v) => Number(v, 1, 100, out long n) ?? Do(o.Count = (int)n)),
        new("--answers", null, "shows the answers, too, and how to get there", static (o, _) => Do(o.Answers = true)),
        new("--template", null, "prints an answer file to fill in", static (o, _) => Do(o.Template = true)),
        new("--grade", "FILE", "marks an answer file: lines ID: answer; shows what is right with --answers only", static (o, v) => Do(o.GradeFile = v)),
        new("--script", null, "prints the problem's script alone, to run it", static (o, _) => Do(o.ScriptOnly = true)),
        new("--sched", "POLICY", "quiz sched: the policy, as in --sched \"rr q=2\", instead of one of the seed's", static (o, v) => Do(o.Sched = v)),
        new("--lang", "LANGUAGE", "en or zh; else as LC_ALL, LC_MESSAGES or LANG say", static (o, v) => Word(v, QuizLanguages.Words) ?? Do(o.Language = v)) { Words = QuizLanguages.Words },
        new("--json", null, "one JSON object instead of text", static (o, _) => Do(o.Json = true)),
    ];

    /// <summary>The commands in the order of the help.</summary>
    public static CommandRow[] Commands { get; } =
    [
        new("run", "runs a script and prints its trace", "[FILE]", 0, 1, RunOptions,
        [
            new("kscript run zombie.ks", "every event of the run"),
            new("kscript zombie.ks --trace lifecycle", "births and deaths only; 'run' may be left out"),
            new("kscript run jobs.ks --trace none --gantt --stats", "a chart and a table instead of the trace"),
            new("kscript run jobs.ks --trace none --gantt --queues", "charts: who ran when, and how many waited"),
            new("kscript run jobs.ks --sched \"rr q=1\" --set cpus=2", "the same jobs on another machine"),
            new("kscript run zombie.ks --at 5 --show ps,signals:2", "tables of the machine at time 5"),
            new("kscript run --jobs load.csv --sched rr --trace none --stats", "the jobs of a file"),
            new("kscript run jobs.ks --trace none --stats json", "metrics for another program"),
            new("echo 'fork; wait' | kscript run -", "a script from standard input"),
        ], RunCommand.Run),
        new("compare", "one table for several policies", "[FILE]", 0, 1, CompareOptions,
        [
            new("kscript compare jobs.ks --sched fcfs --sched \"rr q=4\"", "two policies; the best of each column has a star"),
            new("kscript compare jobs.ks --all", "every policy with its defaults"),
            new("kscript compare jobs.ks --sweep \"rr q=1..32\"", "how the quantum matters, with a curve"),
            new("kscript compare --jobs load.csv --all --format csv", "the jobs of a file, for a spreadsheet"),
        ], CompareCommand.Run),
        new("test", "compares scripts with their golden traces, NAME.verified.txt", "PATH...", 1, int.MaxValue, TestOptions,
        [
            new("kscript test examples", "every script below a folder"),
            new("kscript test examples --update", "accepts every difference; read it with git diff"),
        ], TestCommand.Run),
        new("fmt", "gives scripts the one canonical layout", "FILE...", 1, int.MaxValue, FormatOptions,
        [
            new("kscript fmt zombie.ks", "changes the file"),
            new("kscript fmt --check examples/*.ks", "only says which files would change"),
            new("kscript fmt - < zombie.ks", "prints the result"),
        ], FormatCommand.Run),
        new("quiz", "prints a problem, sched, fork or zombie, and marks the answers", "KIND", 1, 1, QuizOptions,
        [
            new("kscript quiz sched --seed 7", "a problem; the answers are hidden"),
            new("kscript quiz sched --seed 7 --answers", "the same one with answers and working"),
            new("kscript quiz fork --level 3 --template > mine.txt", "an answer file to fill in"),
            new("kscript quiz fork --level 3 --grade mine.txt", "right, wrong, missing, and the score"),
            new("kscript quiz zombie --script | kscript run -", "what really happens"),
        ], QuizCommand.Run),
        new("repl", "a machine to live in: be a process, go back in time", "[FILE]", 0, 1, ReplOptions,
        [
            new("kscript", "the same as 'kscript repl'"),
            new("kscript repl zombie.ks", "a script, paused at its start"),
            new("kscript repl < lines.txt", "does the lines, and prints no prompt"),
        ], ReplStart.Run),
        new("check", "explores every schedule, and says what holds", "FILE", 1, 1, CheckOptions,
        [
            new("kscript check counter.ks", "holds, or the shortest schedule on which it fails, with its trace"),
            new("kscript check counter.ks --time free", "any process may be late: sleeps synchronise nothing"),
            new("kscript check server.ks --states 1000000", "up to a bound, which the result then names"),
            new("kscript run counter.ks --schedule \"2*4 3 2*2\"", "a schedule that failed, once more"),
        ], CheckCommand.Run),
        new("outcomes", "lists everything that a script can print, each with a schedule", "FILE", 1, 1, OutcomesOptions,
        [
            new("kscript outcomes puzzle.ks", "the answer to \"which outputs are possible?\""),
            new("kscript run puzzle.ks --trace none --schedule \"2*2 3*2 2\"", "one of them"),
        ], OutcomesCommand.Run),
        new("explain", "says what leaked, and why, and what helps", "FILE", 1, 1, ExplainOptions,
        [
            new("kscript explain zombie.ks", "each zombie, orphan, lost signal, deadlock; and what helps"),
            new("kscript explain zombie.ks --at 100", "as it is at t=100"),
            new("kscript explain zombie.ks --pid 3", "one process"),
            new("kscript explain zombie.ks --why SIGCHLD", "what became of a signal; of a pid, of calls that failed with ECHILD"),
            new("kscript explain KS0012", "a diagnostic, with a wrong and a right example"),
            new("kscript explain wait4", "a system call"),
        ], ExplainCommand.Run),
        NotYet("export", "pictures, and other tools' formats", "FILE", 1),
        NotYet("conform", "compares with the real kernel", "FILE", 1),
        NotYet("import", "a script from a recording", "strace LOG", 1),
    ];

    /// <summary>The command of a name, or null.</summary>
    public static CommandRow? Find(string name)
    {
        foreach (var command in Commands)
        {
            if (command.Name == name)
            {
                return command;
            }
        }

        return null;
    }

    private static CommandRow NotYet(string name, string summary, string operands, int minimum) =>
        new(name, summary, operands, minimum, int.MaxValue, [], [], null);

    // Lets an option be one expression: an assignment, and no complaint.
    private static string? Do<T>(T assigned)
    {
        _ = assigned;
        return null;
    }

    private static string? SetAllowed(CommandOptions options, string value)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2) || AllowedEnds.Parse(words[0], words.Length == 2 ? words[1] : null) is not { } ends)
        {
            return $"'{value}' is no end of a run; there are: deadlock, death, \"death SIGTERM\" (any signal)";
        }

        options.Allowed = options.Allowed.With(ends);
        return null;
    }

    private static string? SetTimes(CommandOptions options, string word)
    {
        options.Times = word switch { "patient" => CheckedTimes.Patient, "free" => CheckedTimes.Free, _ => CheckedTimes.Both };
        return Word(word, TimeWords);
    }

    private static WalkOptions WalksOf(CommandOptions options) => options.Walks ?? new WalkOptions { Count = 1000 };

    private static string? SetShard(CommandOptions options, string share)
    {
        string[] words = share.Split('/');
        if (words.Length != 2 || Number(words[1], 1, 1_000_000, out long of) is not null || Number(words[0], 1, of, out long part) is not null)
        {
            return "takes a share as in 1/4, the first of four";
        }

        options.Walks = WalksOf(options) with { Share = ((int)part, (int)of) };
        return null;
    }

    private static string? SetFairness(CommandOptions options, string word)
    {
        options.Fairness = word switch { "none" => Fairness.None, "strong" => Fairness.Strong, _ => Fairness.Weak };
        return Word(word, FairWords);
    }

    private static string? SetChecked(CommandOptions options, string list)
    {
        options.CheckKinds = CheckedKinds.None;
        foreach (string word in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Array.Find(CheckedKindNames.All, row => row.Name == word) is not { Name: not null } kind)
            {
                return Word(word, Array.ConvertAll(CheckedKindNames.All, static row => row.Name));
            }

            options.CheckKinds |= kind.Kind;
        }

        return options.CheckKinds == CheckedKinds.None ? "takes a list of what may fail, as in assert,deadlock" : null;
    }

    private static string? SetTrace(CommandOptions options, string word)
    {
        // The form of the trace is at home in --format; `--trace json` is what people type.
        if (word == "json")
        {
            options.Format = TraceFormat.Json;
            options.Trace = TraceLevels.All;
            return null;
        }

        if (!TraceLevels.TryParseWord(word, out var levels))
        {
            return Word(word, Levels);
        }

        options.Trace = levels;
        return null;
    }

    // An option that means the same as in `run`.
    private static OptionRow RunOption(string name) => Array.Find(RunOptions, row => row.Name == name)!;

    private static string? AddPolicy(CommandOptions options, string policy)
    {
        options.Policies.Add(policy);
        return null;
    }

    private static string? SetReport(CommandOptions options, string word)
    {
        options.Report = word switch { "json" => ReportFormat.Json, "csv" => ReportFormat.Csv, _ => ReportFormat.Text };
        return Word(word, StatsForms);
    }

    private static string? SetWidth(CommandOptions options, string text)
    {
        string? wrong = Number(text, 20, 10_000, out long width);
        options.Width = (int)width;
        options.HasWidth = true;
        return wrong;
    }

    private static string? SetStats(CommandOptions options, string word)
    {
        options.Stats = word switch { "json" => StatsFormat.Json, "csv" => StatsFormat.Csv, _ => StatsFormat.Text };
        return Word(word, StatsForms, orNothing: true);
    }

    private static string? SetMachine(CommandOptions options, string setting)
    {
        if (setting.IndexOf('=') <= 0)
        {
            return "takes KEY=VALUE, as in cpus=2";
        }

        options.Set.Add(setting);
        return null;
    }

    private static string? Word(string value, string[] words, bool orNothing = false)
    {
        if (Array.IndexOf(words, value) >= 0 || (orNothing && value.Length == 0))
        {
            return null;
        }

        string? near = Spelling.Nearest(value, words);
        return $"takes {string.Join(", ", words)}, not '{value}'" + (near is null ? "" : $"; did you mean '{near}'?");
    }

    private static string? Number(string text, long minimum, long maximum, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum
            ? null
            : maximum == long.MaxValue
                ? $"takes a number, {minimum} or more, not '{text}'"
                : $"takes a number from {minimum} to {maximum}, not '{text}'";
}
