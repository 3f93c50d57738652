// The system's errors in its own words (strerror(3)), without the base library's: those name full paths that the user did not type, or
// call a limit on files' sizes a stream that was too long.
using System.Runtime.InteropServices;

namespace KScript.Cli.Hosting;

/// <summary>Says why input or output failed.</summary>
internal static class SystemErrors
{
    // What the base library makes of errno: the number itself, in HResult, or one of its own with a class of its own.
    private const int BadDescriptor = 9;
    private const int FileTooLarge = 27;

    /// <summary>A few words: "No space left on device".</summary>
    public static string Reason(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            // Not IOException: so the base library says EFBIG of write(2).
            ArgumentOutOfRangeException => Words(FileTooLarge),
            UnauthorizedAccessException => "permission denied",
            PathTooLongException => "the name is too long",
            IOException when failure.HResult is > 0 and < 4096 => Words(failure.HResult),
            IOException when failure.InnerException is { HResult: > 0 and < 4096 } inner => Words(inner.HResult),
            ArgumentException => "no such name can be",
            _ => failure.Message,
        };
    }

    private static string Words(int errno) => errno switch
    {
        BadDescriptor => "it is closed",
        FileTooLarge => "larger than files may become here (ulimit -f)",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };
}
