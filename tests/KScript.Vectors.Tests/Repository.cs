// Where the files of the repository are: found upwards from the test's own folder, so that the tests read the real ones.
namespace KScript.Vectors.Tests;

internal static class Repository
{
    /// <summary>The folder that holds KScript.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KScript.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"KScript.sln is not above {AppContext.BaseDirectory}");
    }
}
