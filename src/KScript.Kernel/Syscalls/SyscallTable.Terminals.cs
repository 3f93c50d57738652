// The rows of the calls on terminals. Part of SyscallTable.Rows.
namespace KScript.Kernel;

internal static partial class SyscallTable
{
    private static Parameter Terminal => P("terminal", ParameterKind.Terminal);

    private static SyscallRow[] TerminalRows =>
    [
        new(SyscallNumber.TakeTerminal, "take_terminal", [Terminal], ResultKind.Int, [Errno.EIO, Errno.EMFILE, Errno.ENXIO, Errno.EPERM], TerminalCalls.Take,
            "opens a terminal and makes it the controlling terminal of the caller's session; gives a descriptor", "ioctl_tty(2) TIOCSCTTY"),
        new(SyscallNumber.Tcsetpgrp, "tcsetpgrp", [P("fd", ParameterKind.Fd), P("pgid", ParameterKind.Pid)], ResultKind.Int,
            [Errno.EBADF, Errno.EINTR, Errno.EINVAL, Errno.EIO, Errno.ENOTTY, Errno.EPERM, Errno.ESRCH], TerminalCalls.SetForeground,
            "puts a process group into the foreground of the caller's terminal", "POSIX.1-2017 tcsetpgrp()") { Blocks = WaitsForFile },
        new(SyscallNumber.Tcgetpgrp, "tcgetpgrp", [P("fd", ParameterKind.Fd)], ResultKind.Int, [Errno.EBADF, Errno.EIO, Errno.ENOTTY],
            TerminalCalls.GetForeground, "the process group in the foreground of the caller's terminal", "POSIX.1-2017 tcgetpgrp()"),
        new(SyscallNumber.Tcgetsid, "tcgetsid", [P("fd", ParameterKind.Fd)], ResultKind.Int, [Errno.EBADF, Errno.EIO, Errno.ENOTTY],
            TerminalCalls.GetSession, "the session whose controlling terminal it is, the caller's", "POSIX.1-2017 tcgetsid()"),
        new(SyscallNumber.Tcgetattr, "tcgetattr", [P("fd", ParameterKind.Fd)], ResultKind.Int, [Errno.EBADF, Errno.EIO, Errno.ENOTTY],
            TerminalCalls.GetModes, "a terminal's local modes", "POSIX.1-2017 tcgetattr()"),
        new(SyscallNumber.Tcsetattr, "tcsetattr", [P("fd", ParameterKind.Fd), P("when", ParameterKind.Int), P("modes", ParameterKind.Flags)], ResultKind.Int,
            [Errno.EBADF, Errno.EINTR, Errno.EINVAL, Errno.EIO, Errno.ENOTTY], TerminalCalls.SetModes,
            "sets a terminal's local modes", "POSIX.1-2017 tcsetattr()") { Blocks = WaitsForFile },
        new(SyscallNumber.Ttyname, "ttyname", [P("fd", ParameterKind.Fd)], ResultKind.Any, [Errno.EBADF, Errno.EIO, Errno.ENOTTY],
            TerminalCalls.Name, "the path of a terminal", "POSIX.1-2017 ttyname()"),
        new(SyscallNumber.Ioctl, "ioctl", [P("fd", ParameterKind.Fd), P("request", ParameterKind.Int), P("argument", ParameterKind.Int, 0)], ResultKind.Int,
            [Errno.EBADF, Errno.EINTR, Errno.EINVAL, Errno.EIO, Errno.ENOTTY, Errno.EPERM, Errno.ESRCH], TerminalCalls.Ioctl,
            "requests of terminals: TIOCNOTTY lets go of the caller's own, TIOCSCTTY takes one", "ioctl_tty(2)") { Blocks = WaitsForFile },
        new(SyscallNumber.Type, "type", [Terminal, P("text", ParameterKind.Text)], ResultKind.Int, [Errno.EAGAIN, Errno.EIO, Errno.ENXIO],
            TerminalCalls.Type, "the world outside types at a terminal: text, ^C, ^Z, ^\\, ^D; gives how many keys", "pty(7); termios(3)"),
        new(SyscallNumber.Hangup, "hangup", [Terminal], ResultKind.Int, [Errno.EIO, Errno.ENXIO], TerminalCalls.HangUp,
            "the world outside hangs up: the session's leader gets SIGHUP", "pty(7); termios(3)") { Levels = TraceLevels.Signals },
    ];
}
