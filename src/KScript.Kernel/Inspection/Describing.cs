// How states look to a user: the letters of ps and /proc/PID/stat.
namespace KScript.Kernel;

/// <summary>Letters of states.</summary>
internal static class Describing
{
    /// <summary>The letter of a state as ps prints it; a free slot has none.</summary>
    public static char Letter(TaskState state) => state switch
    {
        TaskState.Free => '\0',
        TaskState.Ready or TaskState.Running => 'R',
        TaskState.Interruptible => 'S',
        TaskState.Uninterruptible => 'D',
        TaskState.Stopped => 'T',
        TaskState.Traced => 't',
        TaskState.Zombie => 'Z',
        TaskState.Dead => 'X',
    };
}
