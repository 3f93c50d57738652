// Why execve of a path fails. The programs of a script are no files, so it always does: what is told is what Linux finds wrong with the file
// first (do_open_execat, then the binary formats).
namespace KScript.Kernel;

/// <summary>Files as programs.</summary>
internal static class ExecutableFiles
{
    /// <summary>How many interpreters may stand behind each other (fs/exec.c, exec_binprm).</summary>
    private const int MostInterpreters = 5;

    private const int AnybodyExecutes = 0x49;

    /// <summary>What is wrong with a path as a program.</summary>
    /// <remarks>
    /// ENOENT, ENOTDIR, EACCES, ENAMETOOLONG as the path is followed; EACCES a directory, a FIFO, a device, or a file that the caller may not
    /// execute (root: that nobody may); ETXTBSY it is open for writing; ENOEXEC it is no program. Of a file that begins with #! it is the
    /// interpreter that counts, which is looked for in the same way.
    /// </remarks>
    public static Errno WhyNot(Machine m, int task, string path)
    {
        for (int i = 0; i < MostInterpreters; i++)
        {
            PathEnd end = FileTree.Resolve(m, task, path);
            if (end.Error != Errno.None)
            {
                return end.Error;
            }

            if (m.Inodes[end.Inode].Kind != InodeKind.Regular || !MayExecute(m, task, end.Inode))
            {
                return Errno.EACCES;
            }

            if (m.Inodes[end.Inode].Writers > 0)
            {
                return Errno.ETXTBSY;
            }

            if (InterpreterOf(Contents.All(m, ref m.Inodes.Write(end.Inode))) is not { } interpreter)
            {
                return Errno.ENOEXEC;
            }

            path = interpreter;
        }

        return Errno.ELOOP;
    }

    private static bool MayExecute(Machine m, int task, int inode) =>
        FileTree.May(m, task, inode, FileTree.MayExecute) && (m.Inodes[inode].Mode & AnybodyExecutes) != 0;

    /// <summary>What stands behind #! in the first line, up to a blank; null: it has none.</summary>
    private static string? InterpreterOf(string text)
    {
        if (!text.StartsWith("#!", StringComparison.Ordinal))
        {
            return null;
        }

        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string[] words = text[2..(end < 0 ? text.Length : end)].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : words[0];
    }
}
