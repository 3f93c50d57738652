// What differs, as `diff -u` shows it: three lines around every change.
using System.Text;
using DiffPlex;

namespace KScript.Cli.Testing;

/// <summary>Writes unified diffs.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff of two texts; empty where they are the same. At most <paramref name="maximumLines"/> lines.</summary>
    public static string Of(string expected, string received, int maximumLines = 200)
    {
        // The newline at the end closes the last line and does not open an empty one.
        var diff = new Differ().CreateLineDiffs(WithoutLastNewline(expected), WithoutLastNewline(received), ignoreWhitespace: false);
        var old = diff.PiecesOld;
        var now = diff.PiecesNew;
        var text = new StringBuilder();
        var lines = new List<string>();
        int done = 0;
        for (int b = 0; b < diff.DiffBlocks.Count;)
        {
            // Changes with little between them are one hunk.
            int last = b;
            while (last + 1 < diff.DiffBlocks.Count
                && diff.DiffBlocks[last + 1].DeleteStartA - EndOld(last) <= 2 * Context)
            {
                last++;
            }

            int firstOld = Math.Max(done, diff.DiffBlocks[b].DeleteStartA - Context);
            int firstNew = diff.DiffBlocks[b].InsertStartB - (diff.DiffBlocks[b].DeleteStartA - firstOld);
            lines.Clear();
            int at = firstOld;
            int added = 0;
            int removed = 0;
            for (; b <= last; b++)
            {
                var block = diff.DiffBlocks[b];
                Copy(" ", old, at, block.DeleteStartA);
                Copy("-", old, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA);
                Copy("+", now, block.InsertStartB, block.InsertStartB + block.InsertCountB);
                at = EndOld(b);
                added += block.InsertCountB;
                removed += block.DeleteCountA;
            }

            done = Math.Min(old.Length, at + Context);
            Copy(" ", old, at, done);
            int oldCount = done - firstOld;
            text.Append($"@@ -{firstOld + 1},{oldCount} +{firstNew + 1},{oldCount - removed + added} @@\n");
            foreach (string line in lines)
            {
                text.Append(line).Append('\n');
                if (--maximumLines == 0)
                {
                    text.Append("... and more\n");
                    return text.ToString();
                }
            }
        }

        return text.ToString();

        int EndOld(int block) => diff.DiffBlocks[block].DeleteStartA + diff.DiffBlocks[block].DeleteCountA;

        void Copy(string sign, IReadOnlyList<string> pieces, int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                lines.Add(sign + pieces[i]);
            }
        }
    }

    private static string WithoutLastNewline(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
