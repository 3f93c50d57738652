// The options that bound what a script may cost, the same ones in every command that runs one. docs/reliability.md has the table.
using System.Globalization;
using KScript.Workbench.Runs;

namespace KScript.Cli.CommandLine;

/// <summary>What a command line says of limits.</summary>
internal sealed class LimitOptions
{
    /// <summary>What the commands take that run a script once.</summary>
    public static OptionRow[] Rows { get; } = MakeRows(RunBudget.Default.Events);

    /// <summary>explain looks at a run several times.</summary>
    public static OptionRow[] RowsOfExplain { get; } = MakeRows(ExplainEvents);

    private const long ExplainEvents = 1_000_000;

    private long? events;
    private long? statements;
    private long? memory;
    private long? output;
    private double? seconds;
    private bool sandbox;

    /// <summary>The budget of a run.</summary>
    public RunBudget Budget => Of(RunBudget.Default.Events);

    /// <summary>Whether any was said.</summary>
    public bool IsAnySaid => sandbox || events is not null || statements is not null || memory is not null || output is not null || seconds is not null;

    /// <summary>The budget of explain.</summary>
    public RunBudget BudgetOfExplain => Of(ExplainEvents);

    /// <summary>A budget as words of a command line.</summary>
    public static IReadOnlyList<string> WordsOf(RunBudget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        List<string> words =
        [
            "--max-events", Word(budget.Events), "--max-statements", Word(budget.Statements), "--max-memory", Word(budget.Memory), "--max-output", Word(budget.Output),
        ];
        return budget.Seconds is { } time ? [.. words, "--timeout", time.ToString(CultureInfo.InvariantCulture)] : words;

        static string Word(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    // What is said by itself wins over --sandbox, wherever it stands.
    private RunBudget Of(long defaultEvents)
    {
        RunBudget preset = sandbox ? RunBudget.Sandbox : RunBudget.Default;
        return new RunBudget
        {
            Events = events ?? Math.Min(preset.Events, defaultEvents),
            Statements = statements ?? preset.Statements,
            Memory = memory ?? preset.Memory,
            Output = output ?? preset.Output,
            Seconds = seconds ?? preset.Seconds,
        };
    }

    private static OptionRow[] MakeRows(long defaultEvents) =>
    [
        new("--max-events", "N", $"stops the run after N events (default {defaultEvents})", static (o, v) => Count(v, out o.Limits.events)),
        new("--max-statements", "N", "stops the run after N statements, or work that takes as long (default 1000000000)", static (o, v) => Count(v, out o.Limits.statements)),
        new("--max-memory", "N", "stops the run when values, stacks, queues and tables take more than N bytes; 64K, 256M, 2G (default 1G)", static (o, v) => Bytes(v, out o.Limits.memory)),
        new("--max-output", "N", "stops the run after N bytes of output: trace, tables, what processes write (default 100M)", static (o, v) => Bytes(v, out o.Limits.output)),
        new("--timeout", "T", "stops after T seconds, as in 10 or 0.5 (default: never); the one limit that is not the same on every machine", static (o, v) => Time(v, out o.Limits.seconds)),
        new("--sandbox", null, "for scripts of strangers: --timeout 10 --max-memory 256M --max-output 1M --max-statements 10000000", static (o, _) =>
        {
            o.Limits.sandbox = true;
            return null;
        }),
    ];

    private static string? Count(string text, out long? value)
    {
        value = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1 ? number : null;
        return value is null ? $"takes a number, 1 or more, not '{text}'" : null;
    }

    private static string? Bytes(string text, out long? value)
    {
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'K' or 'k' => 10, 'M' or 'm' => 20, 'G' or 'g' => 30, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        bool fits = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1 && number <= long.MaxValue >> shift;
        value = fits ? number << shift : null;
        return fits ? null : $"takes a number of bytes, as in 4096, 64K, 256M or 2G, not '{text}'";
    }

    private static string? Time(string text, out double? value)
    {
        const double Most = 1_000_000;
        bool fits = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= Most;
        value = fits ? number : null;
        return fits ? null : $"takes seconds, as in 10 or 0.5, not '{text}'";
    }
}
