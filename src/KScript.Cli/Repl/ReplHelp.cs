// :help: a line for every command, a page for each; what the language's words do, and pages of the reference.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>The help.</summary>
internal static class ReplHelp
{
    /// <summary>Shows the list, or a page.</summary>
    public static void Show(ReplShell shell, string name) => shell.Write(TextFold.Fold(name.Length == 0 ? Overview(shell.Settings.Language) : Page(shell, name), shell.Settings.Width));

    /// <summary>The list.</summary>
    public static string Overview(string language = "en")
    {
        ReplTexts texts = ReplTexts.In(language);
        var text = new StringBuilder(texts.Intro);
        string group = "";
        foreach (ReplCommand row in ReplCommandTable.Rows)
        {
            if (row.Group != group)
            {
                group = row.Group;
                text.Append('\n').Append(texts.Group(group)).Append('\n');
            }

            text.Append($"  {":" + row.Name + " " + row.Usage,-24} {texts.Summary(row)}\n");
        }

        return text.Append('\n').Append(texts.Foot).ToString();
    }

    /// <summary>The page of a command, of a word of the language, a call or a diagnostic; a colon says that a command is meant.</summary>
    private static string Page(ReplShell shell, string name)
    {
        if (!name.StartsWith(':') && OfDeclared(shell, name) is { } declared)
        {
            return declared;
        }

        if (!name.StartsWith(':') && WordOf(name) is { } word && Array.TrueForAll(ReplCommandTable.Rows, row => row.Name != name))
        {
            return $"{word.Text}: {word.About}\n" + ReferenceText.Of(name);
        }

        if (Array.TrueForAll(ReplCommandTable.Rows, row => row.Name != name) && ReferenceText.Of(name) is { } reference)
        {
            return reference;
        }

        return ReplCommandTable.Find(name.TrimStart(':')) is { } command
            ? $":{command.Name} {command.Usage}".TrimEnd() + $"\n  {command.Summary}\n" + (command.Page.Length == 0 ? "" : "\n" + command.Page + "\n")
            : ReplCommandTable.Unknown(name.TrimStart(':')) + "\n";
    }

    /// <summary>A function of the session, with the comment above it; or a file of the library, with what it declares.</summary>
    private static string? OfDeclared(ReplShell shell, string name)
    {
        if (DeclaredFunctions.Of(shell.Session).FirstOrDefault(function => function.Name == name) is { } found)
        {
            return $"fn {found.Usage}{(found.File is null ? "" : $"   (of {found.File})")}\n{Lines(found.About)}";
        }

        return WordOf(name) is null && DeclaredFunctions.OfLibrary(name) is { } library
            ? $"import {name}\n{Lines(library.About)}\n{Lines([.. library.Functions.Select(function => "fn " + function.Usage)])}"
            : null;
    }

    private static string Lines(IReadOnlyList<string> lines) => string.Concat(lines.Select(static line => $"  {line}\n"));

    private static Word? WordOf(string name) =>
        Vocabulary.Statements.Concat(Vocabulary.Expressions).Concat(Vocabulary.Signals).Concat(Vocabulary.Policies)
            .FirstOrDefault(word => word.Text == name && word.About.Length > 0);
}
