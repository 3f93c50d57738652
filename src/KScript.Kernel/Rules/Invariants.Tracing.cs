// The rules on tracers and tracees.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private const TaskFlags OfTracing = TaskFlags.Traced | TaskFlags.Tracer | TaskFlags.TraceDue;

    private static void CheckTracing(Machine m)
    {
        int tracees = 0;
        int listed = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State == TaskState.Free)
            {
                continue;
            }

            Require(row.State != TaskState.Traced || Tracing.IsTraced(m, slot), "tracing", m, slot, "it is in t, and nobody traces it");
            if ((row.Flags & OfTracing) != 0)
            {
                tracees += Tracing.IsTraced(m, slot) ? 1 : 0;
                listed += CheckTracees(m, slot);
                CheckTracee(m, slot);
            }
        }

        Require(tracees == listed, "tracing", m, 0, $"{tracees} are traced, {listed} are in lists of tracers");
    }

    /// <summary>The list of a tracer's tracees; its length.</summary>
    private static int CheckTracees(Machine m, int tracer)
    {
        int count = 0;
        int before = 0;
        for (int task = Tracing.FirstOf(m, tracer); task != 0; task = m.Tracing[task].Next)
        {
            Require(Tracing.TracerOf(m, task) == tracer && m.Tracing[task].Previous == before, "tracing", m, task, "it is in the list of another tracer");
            Require(++count <= m.S.TaskCount, "tracing", m, tracer, "the list of tracees has a loop");
            before = task;
        }

        Require(m.Tracing[tracer].Last == before, "tracing", m, tracer, "its last tracee is not where it is looked for");
        Require((count > 0) == ((m.Tasks[tracer].Flags & TaskFlags.Tracer) != 0), "tracing", m, tracer, "it traces nobody, and is counted as a tracer");
        Require(count == 0 || m.Tasks[tracer].State != TaskState.Zombie, "tracing", m, tracer, "it is dead, and traces others");
        return count;
    }

    private static void CheckTracee(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        TracingRow trace = m.Tracing[task];
        bool held = row.State == TaskState.Traced;
        Require(held == (trace.Stop != TraceStop.None), "tracing", m, task, "it is in t without a stop, or in a stop and not in t");
        Require(held || !(trace.Unreported || trace.Listening), "tracing", m, task, "it is in no stop, and has one to report");
        Require((trace.Injected != 0) == ((trace.Due & TraceDue.Signal) != 0), "tracing", m, task, "what its tracer let through is not known to be due");
        Require(
            row.State == TaskState.Zombie || (trace.Due != TraceDue.None) == ((row.Flags & TaskFlags.TraceDue) != 0),
            "tracing",
            m,
            task,
            "what it has to do is not known to be due");
        Require(trace.Injected == 0 || held || (row.Flags & TaskFlags.SignalPending) != 0, "tracing", m, task, "a signal that was let through is not looked for");
    }

    private static bool TracesAny(Machine m, int leader)
    {
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            if (Tracing.FirstOf(m, thread) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
