// Makes one input out of others: a seed of the corpus, changed in some places. Which input has which number depends on nothing else, so that
// a number names an input on every machine.
using System.Text;
using KScript.Workbench.Live;

namespace KScript.Fuzzing;

/// <summary>A stream of numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
internal struct Numbers(ulong state)
{
    /// <summary>The next one, from 0 to a bound that it does not reach.</summary>
    public int Below(int bound)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }
}

/// <summary>Mutates texts.</summary>
/// <param name="seeds">The corpus.</param>
/// <param name="words">What is put in, beside what is always odd.</param>
internal sealed class Mutator(IReadOnlyList<string> seeds, IReadOnlyList<string> words)
{
    private const int LongestInput = 20_000;

    // Numbers at the edges of types and limits.
    private static readonly string[] Edges =
    [
        "0", "-1", "1", "2", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "0x80000000", "0xffffffffffffffff", "18446744073709551616", "1000000000", "2000000000", "1e9", "0.5", "-0", "00", "99999999999999999999999999",
    ];

    private static readonly string[] Oddities =
    [
        "\0", "\u0001", "\u001b[31m", "\u001b[201~", "\u001b]0;x\u0007", "\u007f", "\u009b31m", "\u202e", "\u2066", "\u2028", "\ufeff", "\ufffd", "\ud800", "\udc00", "\ud83d\ude00", "\u00e9", "\u4f60",
        "\r", "\r\n", "\n", "\t", "\\", "\"", "'", "\\x1b", "\\u202e", "{", "}", "(", ")", "[", "]", ";", ":", ",", "=", "==", "..", "#", "# test: -o x", "%s", "%n", "%.2147483648d", "%-99999999d", "$", "@", "&", "|", "<", ">",
        "-", "+", "*", "/", "~", "^", "!", "?", "`",
    ];

    /// <summary>Words of the language, as they stand in scripts.</summary>
    public static IReadOnlyList<string> LanguageWords { get; } =
        [.. Vocabulary.Statements.Concat(Vocabulary.Expressions).Concat(Vocabulary.Signals).Concat(Vocabulary.Policies).Select(word => word.Text + " ")];

    /// <summary>The input of a number.</summary>
    public string Input(int target, long number)
    {
        var numbers = new Numbers(((ulong)target << 56) ^ (ulong)number);
        var text = new StringBuilder(seeds[numbers.Below(seeds.Count)]);
        for (int edits = 1 + numbers.Below(8); edits > 0; edits--)
        {
            Edit(text, ref numbers);
        }

        return text.Length > LongestInput ? text.ToString(0, LongestInput) : text.ToString();
    }

    private void Edit(StringBuilder text, ref Numbers numbers)
    {
        int at = numbers.Below(text.Length + 1);
        int length = Math.Min(1 + numbers.Below(12), text.Length - at);
        switch (numbers.Below(12))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(numbers.Below(text.Length + 1), text.ToString(at, length));
                break;
            case 2 or 3:
                text.Insert(at, words[numbers.Below(words.Count)]);
                break;
            case 4:
                text.Insert(at, Oddities[numbers.Below(Oddities.Length)]);
                break;
            case 5 or 6:
                ReplaceNumber(text, at, Edges[numbers.Below(Edges.Length)]);
                break;
            case 7:
                RepeatLine(text, at, 1 + numbers.Below(40));
                break;
            case 8:
                string other = seeds[numbers.Below(seeds.Count)];
                int from = numbers.Below(other.Length + 1);
                text.Insert(at, other.AsSpan(from, Math.Min(1 + numbers.Below(200), other.Length - from)));
                break;
            case 9:
                text.Insert(at, string.Concat(Enumerable.Repeat(Oddities[numbers.Below(Oddities.Length)], 1 + numbers.Below(100))));
                break;
            case 10 when text.Length > 0:
                text[Math.Min(at, text.Length - 1)] = (char)(1 + numbers.Below(0x2100));
                break;
            case 11 when numbers.Below(4) == 0:
                text.Length = at;
                break;
        }
    }

    // The first number behind a place.
    private static void ReplaceNumber(StringBuilder text, int at, string number)
    {
        int start = at;
        while (start < text.Length && !char.IsAsciiDigit(text[start]))
        {
            start++;
        }

        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        text.Remove(start, end - start).Insert(start, number);
    }

    private static void RepeatLine(StringBuilder text, int at, int times)
    {
        string all = text.ToString();
        int start = at == 0 ? 0 : all.LastIndexOf('\n', Math.Min(at, all.Length) - 1) + 1;
        int end = all.IndexOf('\n', start);
        string line = end < 0 ? all[start..] + "\n" : all[start..(end + 1)];
        text.Insert(start, string.Concat(Enumerable.Repeat(line, Math.Min(times, LongestInput / Math.Max(1, line.Length)))));
    }
}
