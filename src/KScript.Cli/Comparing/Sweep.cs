// --sweep "rr q=1..32": a parameter that takes one value after another. Both ends belong to it; 1..32..4 goes in steps of 4,
// 1..1024*2 doubles. "cpus=1..8" sweeps a setting of the machine.
using System.Globalization;
using KScript.Cli.Hosting;

namespace KScript.Cli.Comparing;

/// <summary>A parameter with its values.</summary>
/// <param name="Before">The text before the value.</param>
/// <param name="Key">The parameter.</param>
/// <param name="After">The text behind it.</param>
/// <param name="Values">Its values.</param>
internal sealed record Sweep(string Before, string Key, string After, IReadOnlyList<long> Values)
{
    private const int Most = 1000;
    private const string Form = "--sweep takes a policy with a range, as in \"rr q=1..32\", \"rr q=1..32..4\" (steps of 4) or \"rr q=1..1024*2\" (doubling)";

    /// <summary>Whether it is a setting of the machine, and no option of a policy.</summary>
    public bool IsOfMachine => !Before.TrimStart().Contains(' ', StringComparison.Ordinal);

    /// <summary>The policy or setting with a value.</summary>
    public string With(long value) => Before + value.ToString(CultureInfo.InvariantCulture) + After;

    /// <summary>Reads it.</summary>
    public static Sweep Parse(string text)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        int equals = dots < 0 ? -1 : text.LastIndexOf('=', dots);
        if (equals <= 0)
        {
            throw new CommandException(Form);
        }

        int end = text.IndexOf(' ', equals);
        end = end < 0 ? text.Length : end;
        if (text.IndexOf("..", end, StringComparison.Ordinal) >= 0)
        {
            throw new CommandException("--sweep takes one range; the other parameters have one value");
        }

        string key = text[..equals].Split(' ')[^1];
        return new Sweep(text[..(equals + 1)], key, text[end..], ValuesOf(text[(equals + 1)..end]));
    }

    private static List<long> ValuesOf(string range)
    {
        string[] parts = range.Split("..");
        string[] last = parts[1].Split('*');
        long factor = 1;
        long step = 1;
        if (!TryRead(parts[0], out long from) || !TryRead(last[0], out long to) || parts.Length > 3 || last.Length > 2
            || (parts.Length == 3 && !TryRead(parts[2], out step)) || (last.Length == 2 && !TryRead(last[1], out factor))
            || (parts.Length == 3 && last.Length == 2))
        {
            throw new CommandException(Form);
        }

        if (from > to || step < 1 || (last.Length == 2 && (factor < 2 || from < 1)))
        {
            throw new CommandException($"--sweep: the range {range} is empty or endless");
        }

        var values = new List<long>();
        for (Int128 value = from; value <= to; value = factor > 1 ? value * factor : value + step)
        {
            if (values.Count == Most)
            {
                throw new CommandException($"--sweep: {range} has more than {Most} values; use steps, as in 1..1000..10, or 1..1000*2");
            }

            values.Add((long)value);
        }

        return values;
    }

    private static bool TryRead(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
