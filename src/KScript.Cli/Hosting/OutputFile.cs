// Files that the user asks to be written.
namespace KScript.Cli.Hosting;

/// <summary>Opens files for output.</summary>
internal static class OutputFile
{
    /// <summary>A new or emptied file; a failure is one line and exit code 2.</summary>
    public static FileStream Create(string path, CliHost host)
    {
        try
        {
            return new FileStream(host.Resolve(path), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException($"{path}: no such folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"{path}: cannot be written", e);
        }
    }
}
