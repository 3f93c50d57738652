// The history on disk: one entry a line, backslash, LF and CR escaped. Sessions take turns by a lock file, and each
// adds its entries at the end; what finds the lock held too long is kept, and goes with the next entry or at the end.
// A file that has grown too long is replaced in one step. Where the folder cannot be used, or the file is no regular one,
// the history lives in memory only, silently.
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed class HistoryFile(string path)
{
    // Longer entries, and what is before the last megabytes of a file, are not kept on disk.
    private const int LongestEntry = 64 * 1024;
    private const int LongestFile = 8 * 1024 * 1024;
    private const int LockPauseMilliseconds = 10;
    // So long a lock is waited for: 500 pauses. Whoever has it holds it for one write, or goes and leaves it.
    private const int LockAttempts = 500;
    private readonly StringBuilder unwritten = new();
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The newest entries, the oldest first; none if the file cannot be read.</summary>
    public List<string> Load()
    {
        List<string> entries = [];
        Try(() => entries = Read());
        if (entries.Count <= History.Limit)
        {
            return entries;
        }

        entries.RemoveRange(0, entries.Count - History.Limit);
        if (IsOverlong())
        {
            Try(() => WithLock(Shorten));
        }

        return entries;
    }

    /// <summary>Adds an entry at the end.</summary>
    public void Append(string entry)
    {
        if (entry.Length <= LongestEntry)
        {
            unwritten.Append(Escape(entry)).Append('\n');
            Flush();
        }
    }

    /// <summary>Writes what could not be written yet.</summary>
    public void Flush()
    {
        if (unwritten.Length > 0)
        {
            Try(() => WithLock(() =>
            {
                AppendLine(unwritten.ToString());
                unwritten.Clear();
            }));
        }
    }

    /// <summary>An entry as one line.</summary>
    public static string Escape(string entry) =>
        entry.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);

    /// <summary>The entry of a line; an unknown escape stands for itself.</summary>
    public static string Unescape(string line)
    {
        var entry = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char next = line[i] == '\\' && i + 1 < line.Length ? line[i + 1] : '\0';
            char meant = next switch { 'n' => '\n', 'r' => '\r', '\\' => '\\', _ => '\0' };
            entry.Append(meant == '\0' ? line[i] : meant);
            i += meant == '\0' ? 0 : 1;
        }

        return entry.ToString();
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // No file, no folder, no rights: a history in memory is what is left.
        }
    }

    private List<string> Read()
    {
        // What stat(2) says is empty is not opened: a FIFO would wait for its other end, a device such as /dev/zero never end.
        if (new FileInfo(path).Length == 0)
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        bool isCut = stream.Length > LongestFile;
        if (isCut)
        {
            stream.Seek(-LongestFile, SeekOrigin.End);
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (isCut)
        {
            // The rest of a line.
            reader.ReadLine();
        }

        List<string> entries = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                entries.Add(Unescape(line));
            }
        }

        return entries;
    }

    private bool IsOverlong()
    {
        long lines = 0;
        Try(() => lines = File.ReadLines(path).LongCount());
        return lines > 2 * History.Limit;
    }

    private void WithLock(Action action)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        }

        using var held = Lock();
        action();
    }

    // FileShare.None is flock(2) on Unix: the lock goes with the process that has it.
    private FileStream Lock()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (attempt < LockAttempts && File.Exists(path + ".lock"))
            {
                System.Threading.Thread.Sleep(LockPauseMilliseconds);
            }
        }
    }

    private void AppendLine(string line)
    {
        // The lock is the one beside it: a session that only reads (and takes a shared lock for that) must not turn a writer away.
        FileStreamOptions options = Options(FileMode.OpenOrCreate);
        options.Share = FileShare.ReadWrite | FileShare.Delete;
        using var stream = new FileStream(path, options);
        // A session that was killed while writing leaves half a line.
        bool isBroken = false;
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            isBroken = stream.ReadByte() != '\n';
        }

        long end = stream.Seek(0, SeekOrigin.End);
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(isBroken ? "\n" + line : line));
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            // A full disk took a part of it: all of it is written later, or none.
            stream.SetLength(end);
            throw;
        }
    }

    // Others see the old file or the new one, never half of it.
    private void Shorten()
    {
        var entries = Read();
        string text = string.Concat(entries.Skip(Math.Max(0, entries.Count - History.Limit)).Select(entry => Escape(entry) + "\n"));
        string fresh = path + ".new";
        File.Delete(fresh);
        try
        {
            using (var stream = new FileStream(fresh, Options(FileMode.CreateNew)))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    // Not for the eyes of others; not buffered, so that an entry is written at once.
    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        return options;
    }
}
