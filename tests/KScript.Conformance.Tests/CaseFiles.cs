// The files of tests/conformance as the tests see them: the cases, the scripts, and what waits for a capability.
using System.Text.Json;

namespace KScript.Conformance;

/// <summary>A case of cases.json or cases-found.json: what a real kernel was seen to do.</summary>
/// <param name="Id">Its name, and that of its script.</param>
/// <param name="Area">The topic, and the folder of its script.</param>
/// <param name="Title">The behaviour in one sentence.</param>
/// <param name="Ref">The POSIX text or manual page that describes it.</param>
/// <param name="Expect">The facts, "key=value"; the messages of the script's asserts.</param>
/// <param name="Needs">What it needs to come out the same every time; "one-cpu": one CPU, and nobody in between.</param>
internal sealed record ConformanceCase(string Id, string Area, string Title, string Ref, string[] Expect, string[] Needs);

/// <summary>A case that cannot be said yet.</summary>
/// <param name="Id">The case.</param>
/// <param name="Missing">What it waits for: one of <see cref="CaseFiles.Capabilities"/>.</param>
internal sealed record PendingCase(string Id, string Missing);

/// <summary>Where things are, and what is in them.</summary>
internal static class CaseFiles
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>What a case may wait for. An entry that no case needs any more goes.</summary>
    public static string[] Capabilities { get; } = [];

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the cases and scripts.</summary>
    public static string Folder { get; } = Path.Combine(Root, "tests", "conformance");

    /// <summary>All cases: those that were given, and those that were found by comparing with the real kernel.</summary>
    public static ConformanceCase[] Cases { get; } = [.. Read<ConformanceCase[]>("cases.json"), .. Read<ConformanceCase[]>("cases-found.json")];

    /// <summary>The cases that wait.</summary>
    public static PendingCase[] Pending { get; } = Read<PendingCase[]>("pending.json");

    /// <summary>The cases that have a script.</summary>
    public static ConformanceCase[] Scripted { get; } = [.. Cases.Where(c => File.Exists(ScriptOf(c)))];

    /// <summary>The path of a case's script, whether it exists or not.</summary>
    public static string ScriptOf(ConformanceCase conformanceCase) => Path.Combine(Folder, conformanceCase.Area, conformanceCase.Id + ".ks");

    /// <summary>The case of that name.</summary>
    public static ConformanceCase Find(string id) => Cases.Single(c => c.Id == id);

    private static T Read<T>(string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(Folder, file)), Json)!;

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "KScript.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("KScript.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
