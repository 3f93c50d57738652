// The one room for writing files. What is written goes to a new file beside the old one, to the disk, and then takes its name in one step:
// a reader sees the old file or the new one, and a full disk, a limit on files' sizes or a kill -9 leave the old one. What is no
// regular file (a pipe, a device, /dev/stdout) cannot be replaced, and is written to directly.
using System.Text;

namespace KScript.Cli.Hosting;

/// <summary>A file while it is being written. Disposed of without <see cref="Commit"/>, it was never there.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly System.Threading.Lock gate = new();
    private readonly string shown;
    private readonly string target;
    private readonly string? beside;
    private readonly Stream stream;
    private bool isOver;

    private OutputFile(string shown, string target, string? beside, Stream stream)
    {
        (this.shown, this.target, this.beside) = (shown, target, beside);
        this.stream = new Guarded(stream, shown);
    }

    /// <summary>Where to write.</summary>
    public Stream Stream => stream;

    /// <summary>Begins a file; a failure is one line and exit code 2.</summary>
    /// <param name="path">Its path, as the user gave it.</param>
    /// <param name="host">Where relative paths begin.</param>
    public static OutputFile Open(string path, CliHost host) => Open(path, host.Resolve(path));

    /// <summary>Writes a whole file.</summary>
    public static void Replace(string path, CliHost host, string text) => Replace(path, host.Resolve(path), text);

    /// <summary>The same, at just this place: a link there is replaced itself, so that nothing elsewhere can be meant.</summary>
    public static void ReplaceHere(string path, string text)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }

        Replace(Path.GetFileName(path), path, text);
    }

    /// <summary>The same as <see cref="Replace(string, CliHost, string)"/>, for a path that begins where the process is.</summary>
    /// <param name="shown">How messages name it.</param>
    /// <param name="path">The path.</param>
    /// <param name="text">What it is to contain.</param>
    public static void Replace(string shown, string path, string text)
    {
        using OutputFile file = Open(shown, path);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <summary>Refuses outputs that would destroy an input, or each other.</summary>
    /// <param name="host">Where relative paths begin.</param>
    /// <param name="inputs">What is read: an option or "the script", and its path; null and "-" are no files.</param>
    /// <param name="outputs">What is written.</param>
    public static void CheckApart(CliHost host, ReadOnlySpan<(string What, string? Path)> inputs, ReadOnlySpan<(string Option, string? Path)> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Path is not { } path || FileIdentity.Of(host.Resolve(path)) is not { Kind: FileKind.Regular or FileKind.Missing } output)
            {
                continue;
            }

            foreach (var (what, input) in inputs)
            {
                if (input is not (null or "-") && FileIdentity.Of(host.Resolve(input)).Id == output.Id)
                {
                    throw new CommandException($"{outputs[i].Option} {path} is {what}: it would be overwritten; name another file");
                }
            }

            foreach (var (option, other) in outputs[..i])
            {
                if (other is not null && FileIdentity.AreSame(host.Resolve(other), host.Resolve(path)))
                {
                    throw new CommandException($"{option} and {outputs[i].Option} are one file, {path}; name two");
                }
            }
        }
    }

    /// <summary>All is written: the file takes its name. Safe to call from another thread, and twice.</summary>
    public void Commit()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            try
            {
                if (stream is Guarded { Inner: FileStream file } && beside is not null)
                {
                    file.Flush(flushToDisk: true);
                    file.Dispose();
                    File.Move(beside, target, overwrite: true);
                }
                else
                {
                    stream.Flush();
                    stream.Dispose();
                }

                isOver = true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failure(shown, e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            isOver = true;
            stream.Dispose();
            if (beside is not null)
            {
                TryDelete(beside);
            }
        }
    }

    private static OutputFile Open(string shown, string path)
    {
        UnixFileMode? mode = null;
        try
        {
            if (RawStream.OfDescriptorPath(path) is { } descriptor)
            {
                return new OutputFile(shown, path, null, descriptor);
            }

            string target = FinalTarget(path);
            switch (FileIdentity.Of(target).Kind)
            {
                case FileKind.Folder:
                    throw new CommandException($"{shown}: a directory, not a file");
                case FileKind.Special:
                    return new OutputFile(shown, target, null, new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
                case FileKind.Regular:
                    // A file that may not be written must not be replaced either: rename(2) would not ask.
                    using (File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    {
                    }

                    mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(target);
                    break;
            }

            string beside = NewName(target);
            return new OutputFile(shown, target, beside, Create(beside, mode));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Failure(shown, e);
        }
    }

    // A link goes on to be one: what it leads to is replaced.
    private static string FinalTarget(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Path.GetFullPath(path);

    // Hidden, and of this process alone.
    private static string NewName(string target)
    {
        string name = Path.GetFileName(target);
        string folder = Path.GetDirectoryName(target) ?? "/";
        for (int i = 0; ; i++)
        {
            // NAME_MAX is 255 bytes.
            string start = name.Length > 60 ? name[..60] : name;
            string beside = Path.Combine(folder, FormattableString.Invariant($".{start}.{Environment.ProcessId}-{i}.new"));
            if (!Path.Exists(beside))
            {
                return beside;
            }
        }
    }

    private static FileStream Create(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        var stream = new FileStream(path, options);
        if (mode is { } wanted && !OperatingSystem.IsWindows())
        {
            // Not at creation, where umask would take from it.
            File.SetUnixFileMode(stream.SafeFileHandle, wanted);
        }

        return stream;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone: so is the file.
        }
    }

    private static CommandException Failure(string shown, Exception e) => e switch
    {
        DirectoryNotFoundException => new CommandException($"{shown}: no such folder", e),
        FileNotFoundException => new CommandException($"{shown}: no such file", e),
        UnauthorizedAccessException => new CommandException($"{shown}: cannot be written: permission denied", e),
        _ => new CommandException($"{shown}: cannot be written: {SystemErrors.Reason(e)}", e),
    };

    /// <summary>Names the file in what goes wrong while it is written.</summary>
    private sealed class Guarded(Stream inner, string shown) : Stream
    {
        public Stream Inner => inner;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (Exception e) when (e is IOException and not OutputClosedException or ArgumentOutOfRangeException)
            {
                throw Failure(shown, e);
            }
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
