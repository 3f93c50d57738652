// A golden test: a script and what it printed when somebody last read it, NAME.ks beside NAME.verified.txt. The script may
// choose the options of its run and say how it ends, in comments before its first statement:
//     # test: --trace none --stats json
//     # test: exit=1
using System.Text;
using KScript.Cli.Hosting;

namespace KScript.Cli.Testing;

/// <summary>How a golden test stands.</summary>
internal enum GoldenState
{
    /// <summary>The run gives what was accepted.</summary>
    Same,
    /// <summary>It gives something else.</summary>
    Different,
    /// <summary>Nothing was accepted yet.</summary>
    New,
    /// <summary>There is a golden file, and no script.</summary>
    Orphan,
    /// <summary>The exit code is not the one that the script announces, or the script cannot be read.</summary>
    Broken,
}

/// <summary>What came of a golden test.</summary>
/// <param name="Case">Which.</param>
/// <param name="State">How it stands.</param>
/// <param name="Expected">What was accepted; empty where nothing was.</param>
/// <param name="Received">What the run gave.</param>
/// <param name="Problem">What is wrong where it is broken.</param>
internal sealed record GoldenOutcome(GoldenCase Case, GoldenState State, string Expected, string Received, string Problem)
{
    /// <summary>Whether all is as it was.</summary>
    public bool IsPassed => State == GoldenState.Same;
}

/// <summary>One golden test.</summary>
/// <param name="Script">The path of the script.</param>
/// <param name="Name">How it is called in reports: relative, with forward slashes.</param>
internal sealed record GoldenCase(string Script, string Name)
{
    private const string Marker = "# test:";

    /// <summary>What was accepted.</summary>
    public string VerifiedFile => Path.ChangeExtension(Script, ".verified.txt");

    /// <summary>What the last run gave, where it differs.</summary>
    public string ReceivedFile => Path.ChangeExtension(Script, ".received.txt");

    /// <summary>Runs the script in this process and compares. Writes the received file, or removes one that is no longer true.</summary>
    /// <param name="limits">Limits of the command line, which win over the script's own.</param>
    public GoldenOutcome Run(IReadOnlyList<string> limits)
    {
        if (!File.Exists(Script))
        {
            return new GoldenOutcome(this, GoldenState.Orphan, "", "", $"there is no {Path.GetFileName(Script)} for {Path.GetFileName(VerifiedFile)}");
        }

        string received = Execute(out string? problem, limits);
        bool isNew = !File.Exists(VerifiedFile);
        string expected = isNew ? "" : Normal(File.ReadAllText(VerifiedFile));
        bool same = !isNew && expected == received;
        if (same)
        {
            File.Delete(ReceivedFile);
        }
        else
        {
            File.WriteAllText(ReceivedFile, received);
        }

        var state = problem is not null ? GoldenState.Broken : same ? GoldenState.Same : isNew ? GoldenState.New : GoldenState.Different;
        return new GoldenOutcome(this, state, expected, received, problem ?? "");
    }

    /// <summary>Accepts what the last run gave.</summary>
    public void Accept(GoldenOutcome outcome)
    {
        if (outcome.State == GoldenState.Orphan)
        {
            File.Delete(VerifiedFile);
            return;
        }

        File.WriteAllText(VerifiedFile, outcome.Received);
        File.Delete(ReceivedFile);
    }

    /// <summary>Runs the script in this process; gives what it printed, and what is wrong with its exit code.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="limits">Limits of the command line, which win over the script's own.</param>
    public string Execute(out string? problem, IReadOnlyList<string>? limits = null)
    {
        var args = new List<string> { "run", Path.GetFileName(Script) };
        int expectedExit = ReadHeader(args);
        args.AddRange(limits ?? []);
        var stdout = new MemoryStream();
        var stderr = new MemoryStream();
        var host = new CliHost { In = Stream.Null, Out = stdout, Error = stderr, Directory = Path.GetDirectoryName(Path.GetFullPath(Script)) };
        int exit = Tool.Run([.. args], host);

        // What a script that does not compile gives is its diagnostics; once accepted they need no announcement.
        bool isDiagnostics = exit == ExitCode.Usage && stdout.Length == 0 && File.Exists(VerifiedFile);
        problem = exit == expectedExit || isDiagnostics
            ? null
            : $"exit code {exit}, not {expectedExit}; a script that is to end so says '{Marker} exit={exit}'";
        string text = Encoding.UTF8.GetString(stdout.ToArray());
        string errors = Encoding.UTF8.GetString(stderr.ToArray());
        return Normal(text.Length == 0 || errors.Length == 0 ? text + errors : text + "# stderr\n" + errors);
    }

    private int ReadHeader(List<string> args)
    {
        int exit = 0;
        foreach (string line in File.ReadLines(Script))
        {
            string trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                break;
            }

            if (!trimmed.StartsWith(Marker, StringComparison.Ordinal))
            {
                continue;
            }

            foreach (string word in Words(trimmed[Marker.Length..]))
            {
                if (word.StartsWith("exit=", StringComparison.Ordinal) && int.TryParse(word.AsSpan(5), out int code))
                {
                    exit = code;
                }
                else
                {
                    args.Add(word);
                }
            }
        }

        return exit;
    }

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

    // A checkout with CRLF is no difference.
    private static string Normal(string text) => text.ReplaceLineEndings("\n");
}
