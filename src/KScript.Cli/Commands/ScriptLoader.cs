// From a command line to a program: reads the script and the jobs, compiles with --sched and --set, and prints what is wrong.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Workloads;

using SettingsDecl = KScript.Interpreter.Ast.SettingsDecl;

namespace KScript.Cli.Commands;

/// <summary>What is to be run: a script, jobs from a file, or both.</summary>
/// <param name="Source">The script; empty where there are only jobs.</param>
/// <param name="Workloads">The jobs of the file.</param>
internal sealed record ScriptInput(SourceText Source, IReadOnlyList<Workload> Workloads);

/// <summary>Loads scripts.</summary>
internal static class ScriptLoader
{
    /// <summary>The program of a command line, or null where something is wrong; its diagnostics, warnings too, are on standard error.</summary>
    public static CompiledProgram? Load(CommandOptions options, CliHost host)
    {
        var input = Read(options, host);
        var overrides = Overrides(options.Sched, options, host);

        // With a wrong setting the script would only be blamed for it a second time.
        var program = input is null ? null : Compile(input, overrides ?? [], host, coverage: options.Unreached);
        return overrides is null ? null : program;
    }

    /// <summary>Script and jobs, read; null and diagnostics where the file of jobs is wrong.</summary>
    public static ScriptInput? Read(CommandOptions options, CliHost host)
    {
        host.Json = options.Json;
        string? path = options.Operands.Count > 0 ? options.Operands[0] : null;
        if (path is null && options.Jobs is null)
        {
            throw new CommandException("a FILE is needed, or --jobs FILE");
        }

        if (path == "-" && options.Jobs == "-")
        {
            throw new CommandException("script and --jobs cannot both come from standard input");
        }

        var source = path is null
            ? new SourceText(ScriptFile.NameOf(options.Jobs!), "")
            : new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host)) { Imports = ScriptImports.Of(path, host) };
        if (options.Jobs is null)
        {
            return new ScriptInput(source, []);
        }

        var jobs = new SourceText(ScriptFile.NameOf(options.Jobs), ScriptFile.ReadJobs(options.Jobs, host));
        var read = JobFile.Read(jobs, options.Scale);
        Print(jobs, read.Diagnostics, host);
        return read.Workload is null ? null : new ScriptInput(source, [read.Workload]);
    }

    /// <summary>The file of -o, or null; it is opened before the run, and is no file that is read.</summary>
    public static OutputFile? OpenOutput(CommandOptions options, CliHost host)
    {
        string? script = options.Operands.Count > 0 ? options.Operands[0] : null;
        OutputFile.CheckApart(host, [("the script", script), ("the file of --jobs", options.Jobs)], [("-o", options.Output), ("--stats-file", options.StatsFile), ("--dot", options.Dot)]);
        return options.Output is null ? null : OutputFile.Open(options.Output, host);
    }

    /// <summary>A script opened as a session, paused at its start, which ends as a run does; null where something is wrong.</summary>
    public static LiveSession? Open(CommandOptions options, CliHost host)
    {
        host.Json = options.Json;
        string path = options.Operands[0];
        var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host)) { Imports = ScriptImports.Of(path, host) };
        var overrides = Overrides(options.Sched, options, host);
        IReadOnlyList<Diagnostic> diagnostics;
        var session = options.Schedule is { } steps
            ? LiveSession.Follow(source, RunCommand.ScheduleOf(steps, host), overrides ?? [], out diagnostics)
            : LiveSession.Open(source, endsAtPrompt: false, overrides ?? [], out diagnostics);
        if (session is { Schedule: not null })
        {
            RunCommand.RefuseJobs(session.Program);
        }

        if (diagnostics.Count > 0)
        {
            Print(source, diagnostics, host);
        }

        return overrides is null ? null : session;
    }

    /// <summary>The settings of the command line, or null where one is wrong; diagnostics are on standard error.</summary>
    public static List<SettingsDecl>? Overrides(string? sched, CommandOptions options, CliHost host)
    {
        host.Json = options.Json;
        var overrides = new List<SettingsDecl>();
        bool fine = sched is null || AddOverride("--sched", sched, isPolicy: true, overrides, host);
        foreach (string setting in options.Set)
        {
            fine &= AddOverride("--set", setting, isPolicy: false, overrides, host);
        }

        return fine ? overrides : null;
    }

    /// <summary>The program, or null where the script is wrong; diagnostics are on standard error.</summary>
    public static CompiledProgram? Compile(ScriptInput input, IReadOnlyList<SettingsDecl> overrides, CliHost host, bool showDiagnostics = true, bool coverage = false)
    {
        var compiled = Script.Compile(input.Source, new CompilerOptions { Overrides = overrides, Workloads = input.Workloads, Coverage = coverage });
        if (showDiagnostics)
        {
            Print(input.Source, compiled.Diagnostics, host);
        }

        return compiled.Program;
    }

    /// <summary>Diagnostics to standard error, coloured on a terminal.</summary>
    public static void Print(SourceText source, IReadOnlyList<Diagnostic> diagnostics, CliHost host)
    {
        if (host.Json)
        {
            host.PrintError(DiagnosticWriter.ToJson(source, diagnostics) + "\n");
        }
        else if (diagnostics.Count > 0)
        {
            host.PrintPaintedError(Paint(VisibleText.Of(DiagnosticWriter.ToText(source, diagnostics)), host.Colours));
        }
    }

    /// <summary>Adds a setting of the command line; what is wrong with it is shown in its own text.</summary>
    public static bool AddOverride(string option, string text, bool isPolicy, List<SettingsDecl> overrides, CliHost host)
    {
        var source = new SourceText(option, text);
        var parsed = Script.ParseSettings(source);
        Print(source, parsed.Diagnostics, host);
        if (parsed.Settings is not { } settings)
        {
            return false;
        }

        bool namesPolicy = settings.Policy is not null;
        if (namesPolicy != isPolicy)
        {
            throw new CommandException(namesPolicy
                ? $"--set takes settings of the machine, as in cpus=2; a policy goes to --sched: --sched \"{text}\""
                : "--sched takes a policy, as in --sched \"rr q=4\"; settings of the machine go to --set");
        }

        overrides.Add(settings);
        return true;
    }

    private static string Paint(string text, bool colours) => !colours
        ? text
        : text.Replace(": error ", ": \e[1;31merror\e[0m ", StringComparison.Ordinal)
            .Replace(": warning ", ": \e[1;33mwarning\e[0m ", StringComparison.Ordinal)
            .Replace("    hint: ", "    \e[1;36mhint:\e[0m ", StringComparison.Ordinal);
}
