// What a script says about its own test, in comments before its first statement. It chooses how it is run, and how it ends; it comes from
// whoever wrote the script, so it cannot write files, nor read any that are not below the script's folder.
using System.Globalization;
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Workbench.Runs;

namespace KScript.Cli.Testing;

/// <summary>The header of a golden test.</summary>
/// <param name="Command">What is done with the script: it is run, or with `# check:` or `# outcomes:` every schedule of it is looked at.</param>
/// <param name="Arguments">The options of that.</param>
/// <param name="Limits">What it wants to cost at most; who runs it may allow less.</param>
/// <param name="Exit">The exit code that it announces.</param>
/// <param name="Problem">What it may not say, or null.</param>
internal sealed record GoldenHeader(string Command, IReadOnlyList<string> Arguments, RunBudget Limits, int Exit, string? Problem)
{
    /// <summary>What such a comment begins with.</summary>
    public const string Marker = "# test:";

    /// <summary>The command of a script whose header names no other.</summary>
    public const string RunCommand = "run";

    private static readonly (string Marker, string Command)[] Commands = [(Marker, RunCommand), ("# check:", "check"), ("# outcomes:", "outcomes")];
    private static readonly (string Word, int Exit)[] Verdicts = [("holds", ExitCode.Ok), ("fails", ExitCode.Failed), ("bounded", ExitCode.Limit)];

    /// <summary>Reads the header of a script.</summary>
    public static GoldenHeader Read(string script)
    {
        var words = new List<string>();
        string done = RunCommand;
        foreach (string line in File.ReadLines(script))
        {
            string trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                break;
            }

            foreach ((string marker, string command) in Commands)
            {
                if (trimmed.StartsWith(marker, StringComparison.Ordinal))
                {
                    done = command == RunCommand ? done : command;
                    words.AddRange(Words(trimmed[marker.Length..]));
                }
            }
        }

        return Of(done, words, Path.GetDirectoryName(Path.GetFullPath(script))!);
    }

    private static GoldenHeader Of(string command, List<string> words, string folder)
    {
        int exit = ExitCode.Ok;
        string? problem = null;
        var arguments = new List<string>();
        foreach (string word in words)
        {
            if (command == "check" && Array.Find(Verdicts, verdict => verdict.Word == word) is { Word: not null } said)
            {
                exit = said.Exit;
            }
            else if (!word.StartsWith("exit=", StringComparison.Ordinal))
            {
                arguments.Add(word);
            }
            else if (!int.TryParse(word.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out exit) || exit > ExitCode.Limit)
            {
                problem = $"'{Marker} {word}': a script can announce exit=0 to exit=3; the others are no results of a script";
            }
        }

        CommandOptions options = ArgumentReader.Read([command, .. arguments]).Options;
        return new GoldenHeader(command, arguments, options.Limits.Budget, exit, problem ?? Forbidden(options, folder));
    }

    private static string? Forbidden(CommandOptions options, string folder) =>
        options.Output is not null || options.StatsFile is not null || options.Dot is not null
            ? $"'{Marker}' cannot write files: -o, --stats-file and --dot are not for headers"
            : options.Operands.Count > 0 ? $"'{Marker} {options.Operands[0]}': the script is the one that says so; there can be no other"
            : options.Jobs is { } jobs && !FileIdentity.IsBelow(Path.Combine(folder, jobs), folder) ? $"'{Marker} --jobs {jobs}': a header can name files below the script's folder only"
            : options.Schedule is ['@', .. var schedule] && !FileIdentity.IsBelow(Path.Combine(folder, schedule), folder)
                ? $"'{Marker} --schedule @{schedule}': a header can name files below the script's folder only"
            : null;

    // Words between spaces; quotes hold several together, as in a shell.
    private static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        bool quoted = false;
        bool any = false;
        foreach (char c in line + " ")
        {
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any)
                {
                    yield return word.ToString();
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }
    }
}
