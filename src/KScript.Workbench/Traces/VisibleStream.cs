// Text on its way to a reader: a stream of UTF-8 in which what VisibleText calls unsafe is escaped. What is safe passes in runs, without
// being decoded.
using System.Buffers;
using System.Text;
using KScript.Interpreter.Diagnostics;

namespace KScript.Workbench.Traces;

/// <summary>Makes control characters of a stream visible. Owns nothing.</summary>
/// <param name="target">Where it goes.</param>
internal sealed class VisibleStream(Stream target) : Stream
{
    // Bytes with which an unsafe character may begin (RFC 3629): C0, DEL, and the lead bytes of U+0080, U+061C, U+2000 and U+FEFF.
    private static readonly SearchValues<byte> Suspects = SearchValues.Create([.. C0(), 0x7f, 0xc2, 0xd8, 0xe2, 0xef]);

    private readonly byte[] held = new byte[3];
    private int heldCount;

    /// <summary>The stream behind it, for who writes a terminal's commands of his own.</summary>
    public Stream Target => target;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // A writer's buffer may be full in the middle of a character.
        while (heldCount > 0 && buffer.Length > 0)
        {
            held[heldCount++] = buffer[0];
            buffer = buffer[1..];
            var status = Rune.DecodeFromUtf8(held.AsSpan(0, heldCount), out _, out _);
            if (status != OperationStatus.NeedMoreData)
            {
                int count = heldCount;
                heldCount = 0;
                WriteRuns(held.AsSpan(0, count).ToArray());
            }
        }

        WriteRuns(buffer);
    }

    private void WriteRuns(ReadOnlySpan<byte> rest)
    {
        int from = 0;
        for (int i = 0; i < rest.Length;)
        {
            int next = rest[i..].IndexOfAny(Suspects);
            if (next < 0)
            {
                break;
            }

            i += next;
            var status = Rune.DecodeFromUtf8(rest[i..], out Rune rune, out int bytes);
            if (status == OperationStatus.NeedMoreData)
            {
                Pass(rest[from..i]);
                rest[i..].CopyTo(held);
                heldCount = rest.Length - i;
                return;
            }

            if (status == OperationStatus.Done && VisibleText.IsUnsafe(rune.Value))
            {
                Pass(rest[from..i]);
                target.Write(Encoding.UTF8.GetBytes(VisibleText.Of(rune.ToString())));
                from = i + bytes;
            }

            i += bytes;
        }

        Pass(rest[from..]);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
        {
            target.Write(bytes);
        }
    }

    private static IEnumerable<byte> C0() => Enumerable.Range(0, 0x20).Where(c => c is not ('\n' or '\t')).Select(c => (byte)c);

    /// <inheritdoc/>
    public override void Flush() => target.Flush();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
