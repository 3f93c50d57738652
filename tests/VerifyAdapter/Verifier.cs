// A thin stand-in for Verify.Xunit, which cannot be restored where this project is built: `await Verify(text)` compares
// with TYPE.METHOD.verified.txt beside the test's source, writes TYPE.METHOD.received.txt where it differs, and starts
// a diff tool where there is one and this is no build server. The names are Verify's, so that the move to the real thing
// is the reference and one `global using`.
using System.Runtime.CompilerServices;
using System.Text;
using DiffEngine;
using KScript.Cli.Testing;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>Compares texts with accepted files.</summary>
public static class Verifier
{
    /// <summary>Compares when awaited.</summary>
    public static SettingsTask Verify(
        string? target, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "") =>
        new(target ?? "null", sourceFile, method);
}

/// <summary>A comparison that can still be told how.</summary>
public sealed class SettingsTask(string target, string sourceFile, string method)
{
    private readonly List<Action<StringBuilder>> scrubbers = [];
    private string directory = Path.GetDirectoryName(sourceFile)!;
    private string fileName = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}";

    /// <summary>Adds the values of a theory's parameters to the file's name.</summary>
    public SettingsTask UseParameters(params object?[] parameters)
    {
        foreach (object? parameter in parameters)
        {
            fileName += "_" + string.Concat($"{parameter}".Split(Path.GetInvalidFileNameChars()));
        }

        return this;
    }

    /// <summary>Where the files are, relative to the test's source.</summary>
    public SettingsTask UseDirectory(string path)
    {
        directory = Path.Combine(directory, path);
        return this;
    }

    /// <summary>The whole name of the files, without the ending.</summary>
    public SettingsTask UseFileName(string name)
    {
        fileName = name;
        return this;
    }

    /// <summary>Changes the text before it is compared.</summary>
    public SettingsTask AddScrubber(Action<StringBuilder> scrubber)
    {
        scrubbers.Add(scrubber);
        return this;
    }

    /// <summary>Compares.</summary>
    public TaskAwaiter GetAwaiter() => Compare().GetAwaiter();

    private async System.Threading.Tasks.Task Compare()
    {
        var text = new StringBuilder(target.ReplaceLineEndings("\n"));
        scrubbers.ForEach(scrubber => scrubber(text));
        string received = text.ToString();
        string verifiedFile = Path.Combine(directory, fileName + ".verified.txt");
        string receivedFile = Path.Combine(directory, fileName + ".received.txt");
        string verified = File.Exists(verifiedFile) ? (await File.ReadAllTextAsync(verifiedFile)).ReplaceLineEndings("\n") : "";
        if (File.Exists(verifiedFile) && verified == received)
        {
            File.Delete(receivedFile);
            return;
        }

        await File.WriteAllTextAsync(receivedFile, received);
        if (!DiffRunner.Disabled)
        {
            await DiffRunner.LaunchAsync(receivedFile, verifiedFile);
        }

        throw new XunitException($"{fileName}.received.txt differs from {fileName}.verified.txt\n{UnifiedDiff.Of(verified, received)}");
    }
}
