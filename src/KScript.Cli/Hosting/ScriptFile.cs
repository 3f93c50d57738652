// Reads scripts and files of jobs: from files or standard input, UTF-8, of a sane size. What cannot be read is one line and exit code 2.
using System.Text;
using KScript.Interpreter.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace KScript.Cli.Hosting;

/// <summary>Reads scripts.</summary>
internal static class ScriptFile
{
    /// <summary>The largest script, in bytes.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How messages name a file: `-` is standard input.</summary>
    public static string NameOf(string path) => path == "-" ? "<stdin>" : VisibleText.OfName(path);

    /// <summary>The largest file of jobs, in bytes.</summary>
    public const int MaximumJobBytes = 512 * 1024 * 1024;

    /// <summary>The text of a script.</summary>
    public static string Read(string path, CliHost host) => Decode(NameOf(path), ReadBytes(path, host, MaximumBytes));

    /// <summary>The text of a file of jobs.</summary>
    public static string ReadJobs(string path, CliHost host) => Decode(NameOf(path), ReadBytes(path, host, MaximumJobBytes));

    /// <summary>Bytes as text, without a byte order mark.</summary>
    public static string Decode(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[3..];
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandException($"{name}: not UTF-8: byte 0x{e.BytesUnknown?[0]:x2} at offset {e.Index}", e);
        }
    }

    private static byte[] ReadBytes(string path, CliHost host, int maximum)
    {
        string name = NameOf(path);
        try
        {
            string file = host.Resolve(path);
            Stream? descriptor = path == "-" ? host.In : RawStream.OfDescriptorPath(file);
            if (descriptor is not null)
            {
                return ReadAll((buffer, _) => descriptor.Read(buffer), name, maximum);
            }

            if (Directory.Exists(file))
            {
                throw new CommandException($"{name}: a directory, not a file");
            }

            // A handle, not a FileStream: at start-up its machinery costs more than the reading.
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ReadAll(ReaderOf(handle), name, maximum);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{name}: no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"{name}: cannot be read: {SystemErrors.Reason(e)}", e);
        }
    }

    private static Reader ReaderOf(SafeFileHandle handle)
    {
        try
        {
            _ = RandomAccess.GetLength(handle);
            return (buffer, offset) => RandomAccess.Read(handle, buffer, offset);
        }
        catch (NotSupportedException)
        {
            // A pipe, a terminal: no place can be named there to read from.
            var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            return (buffer, _) => stream.Read(buffer);
        }
    }

    private delegate int Reader(Span<byte> buffer, long offset);

    private static byte[] ReadAll(Reader read, string name, int maximum)
    {
        var buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int got = read(buffer.AsSpan(length), length);
            if (got == 0)
            {
                Array.Resize(ref buffer, length);
                return buffer;
            }

            length += got;
            if (length > maximum)
            {
                throw new CommandException($"{name}: longer than {maximum / (1024 * 1024)} MB, the most that such a file may have");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maximum + 1L));
            }
        }
    }
}
