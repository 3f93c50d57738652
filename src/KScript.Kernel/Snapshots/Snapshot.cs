// Copying machines: Snapshot makes one that shares every page, context and memory until either side writes; Restore turns a
// machine into a copy of another without making new tables. Names, programs, settings and the policy never change: shared for good.

namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>
    /// A machine of its own in the same state, without sinks. What it costs does not depend on how many tasks there are; each side
    /// then copies what it writes to. Keep it to go back to (<see cref="Restore"/>), or run it. Not while a step is being made.
    /// </summary>
    public Machine Snapshot()
    {
        CheckNoStep();
        var copy = new Machine(Settings, Names, Policy);
        copy.TakeOver(this);
        // The contexts and the shared memory that were ours belong to both now.
        Token = new object();
        return copy;
    }

    /// <summary>
    /// Takes over the state of another machine of the same settings and programs, which may be used again and again. Sinks stay.
    /// Not while a step is being made.
    /// </summary>
    public void Restore(Machine snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        CheckNoStep();
        snapshot.CheckNoStep();
        if (!ReferenceEquals(Settings, snapshot.Settings) || !ReferenceEquals(Names, snapshot.Names))
        {
            throw new ArgumentException("a machine of other settings or programs", nameof(snapshot));
        }

        if (ReferenceEquals(this, snapshot))
        {
            return;
        }

        TakeOver(snapshot);
        Token = new object();
        snapshot.Token = new object();
    }
}
