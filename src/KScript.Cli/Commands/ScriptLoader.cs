// From a path and the options to a session: reads, compiles with --sched and --set, and prints what is wrong.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Live;
using SettingsDecl = KScript.Interpreter.Ast.SettingsDecl;

namespace KScript.Cli.Commands;

/// <summary>Loads scripts.</summary>
internal static class ScriptLoader
{
    /// <summary>The program of a script, or null where something is wrong; its diagnostics, warnings too, are on standard error.</summary>
    public static CompiledProgram? Load(string path, CommandOptions options, CliHost host)
    {
        host.Json = options.Json;
        var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host));
        bool fine = ReadOverrides(options, host, out var overrides);

        // With a wrong setting the script would only be blamed for it a second time.
        var compiled = Script.Compile(source, new CompilerOptions { Overrides = fine ? overrides : [] });
        Print(source, compiled.Diagnostics, host);
        return fine ? compiled.Program : null;
    }

    /// <summary>A script opened as a session, paused at its start, which ends as a run does; null where something is wrong.</summary>
    public static LiveSession? Open(string path, CommandOptions options, CliHost host)
    {
        host.Json = options.Json;
        var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host));
        bool fine = ReadOverrides(options, host, out var overrides);
        var session = LiveSession.Open(source, endsAtPrompt: false, fine ? overrides : [], out var diagnostics);
        if (diagnostics.Count > 0 || session is null)
        {
            Print(source, diagnostics, host);
        }

        return fine ? session : null;
    }

    /// <summary>What --sched and --set say. False: something is wrong with them, and was said.</summary>
    private static bool ReadOverrides(CommandOptions options, CliHost host, out List<SettingsDecl> overrides)
    {
        overrides = [];
        bool fine = true;
        if (options.Sched is not null)
        {
            fine &= AddOverride("--sched", options.Sched, overrides, host);
        }

        foreach (string setting in options.Set)
        {
            fine &= AddOverride("--set", setting, overrides, host);
        }

        return fine;
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
            host.PrintError(Paint(DiagnosticWriter.ToText(source, diagnostics), host.Colours));
        }
    }

    // What is wrong with a setting is shown in its own text.
    private static bool AddOverride(string option, string text, List<SettingsDecl> overrides, CliHost host)
    {
        var source = new SourceText(option, text);
        var parsed = Script.ParseSettings(source);
        Print(source, parsed.Diagnostics, host);
        if (parsed.Settings is not { } settings)
        {
            return false;
        }

        bool isPolicy = settings.Policy is not null;
        if (isPolicy != (option == "--sched"))
        {
            throw new CommandException(isPolicy
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
