// A golden test: a script and what it printed when somebody last read it, NAME.ks beside NAME.verified.txt. The script may
// choose the options of its run and say how it ends, in comments before its first statement:
//     # test: --trace none --stats json
//     # test: exit=1
// With `# check: holds` (or fails, bounded; options may follow) it is not run but checked, under every schedule, and the golden file is the
// report: a proof is a golden. With `# outcomes:` (options may follow) the golden file is the list of everything that the script can print.
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Workbench.Runs;

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

/// <summary>What a run of a script gave.</summary>
/// <param name="Text">What it printed, and what went to standard error; null: it did not come to its end.</param>
/// <param name="Problem">What is wrong with how it ended, or null.</param>
internal sealed record GoldenRun(string? Text, string? Problem);

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
    /// <summary>What was accepted.</summary>
    public string VerifiedFile => Path.ChangeExtension(Script, ".verified.txt");

    /// <summary>What the last run gave, where it differs.</summary>
    public string ReceivedFile => Path.ChangeExtension(Script, ".received.txt");

    /// <summary>Compares what a run of the script gave. Writes the received file, or removes one that is no longer true.</summary>
    /// <param name="execute">Runs the script, in this process or another.</param>
    public GoldenOutcome Run(Func<GoldenCase, GoldenRun> execute)
    {
        try
        {
            return FileIdentity.Of(Script).Kind switch
            {
                FileKind.Missing => new GoldenOutcome(this, GoldenState.Orphan, "", "", $"there is no {Path.GetFileName(Script)} for {Path.GetFileName(VerifiedFile)}"),
                FileKind.Regular => Compare(execute(this)),
                _ => Broken("it is no regular file"),
            };
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            // This one cannot be read or compared; the others can.
            return Broken(e is CommandException ? e.Message : SystemErrors.Reason(e));
        }
    }

    /// <summary>Accepts what the last run gave.</summary>
    public void Accept(GoldenOutcome outcome)
    {
        if (outcome.State == GoldenState.Orphan)
        {
            File.Delete(VerifiedFile);
            return;
        }

        OutputFile.ReplaceHere(VerifiedFile, outcome.Received);
        File.Delete(ReceivedFile);
    }

    /// <summary>Runs the script in this process; gives what it printed, and what is wrong with its header or exit code.</summary>
    /// <param name="limits">What it may cost; its header may say less, and not more. Null: what a run may cost.</param>
    public GoldenRun Execute(RunBudget? limits = null)
    {
        GoldenHeader header = GoldenHeader.Read(Script);
        if (header.Problem is { } forbidden)
        {
            return new GoldenRun(null, forbidden);
        }

        var stdout = new MemoryStream();
        var stderr = new MemoryStream();
        string? folder = Path.GetDirectoryName(Path.GetFullPath(Script));
        var host = new CliHost { In = Stream.Null, Out = stdout, Error = stderr, Directory = folder, ImportsBelow = folder };
        int exit = Tool.Run([header.Command, .. header.Arguments, .. LimitWords(header, limits), "--", Path.GetFileName(Script)], host);

        // What a script that does not compile gives is its diagnostics; once accepted they need no announcement.
        bool isDiagnostics = exit == ExitCode.Usage && stdout.Length == 0 && File.Exists(VerifiedFile);
        string? problem = exit == header.Exit || isDiagnostics
            ? null
            : $"exit code {exit}, not {header.Exit}"
                + (exit is > ExitCode.Ok and <= ExitCode.Limit ? $"; a script that is to end so says '{GoldenHeader.Marker} exit={exit}'" : "");
        string text = Encoding.UTF8.GetString(stdout.ToArray());
        string errors = Encoding.UTF8.GetString(stderr.ToArray());
        return new GoldenRun(Normal(text.Length == 0 || errors.Length == 0 ? text + errors : text + "# stderr\n" + errors), problem);
    }

    private GoldenOutcome Compare(GoldenRun run)
    {
        if (run.Text is not { } received)
        {
            return Broken(run.Problem ?? "");
        }

        FileKind kind = FileIdentity.Of(VerifiedFile).Kind;
        if (kind is FileKind.Folder or FileKind.Special)
        {
            return Broken($"{Path.GetFileName(VerifiedFile)} is no regular file");
        }

        bool isNew = kind == FileKind.Missing;
        string expected = isNew ? "" : Normal(File.ReadAllText(VerifiedFile));
        bool same = !isNew && expected == received;
        if (same)
        {
            File.Delete(ReceivedFile);
        }
        else
        {
            OutputFile.ReplaceHere(ReceivedFile, received);
        }

        var state = run.Problem is not null ? GoldenState.Broken : same ? GoldenState.Same : isNew ? GoldenState.New : GoldenState.Different;
        return new GoldenOutcome(this, state, expected, received, run.Problem ?? "");
    }

    /// <summary>What a run may cost; check and outcomes have bounds of their own.</summary>
    private static IEnumerable<string> LimitWords(GoldenHeader header, RunBudget? limits) =>
        header.Command == GoldenHeader.RunCommand ? LimitOptions.WordsOf(header.Limits.And(limits ?? RunBudget.Default)) : [];

    private GoldenOutcome Broken(string problem) => new(this, GoldenState.Broken, "", "", problem);

    // A checkout with CRLF is no difference.
    private static string Normal(string text) => text.ReplaceLineEndings("\n");
}
