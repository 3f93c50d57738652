// Which CPU has something to do next, and when: a heap of CPUs by time, then number, so that an instant costs in
// proportion to the CPUs that have something to do in it and not to all of them.
namespace KScript.Kernel;

/// <summary>A binary heap of CPU numbers by (time of next event, number).</summary>
internal sealed class CpuTimes
{
    private readonly int[] heap;
    private readonly int[] place;
    private readonly long[] times;

    public CpuTimes(int count)
    {
        heap = new int[count];
        place = new int[count];
        times = new long[count];
        for (int i = 0; i < count; i++)
        {
            heap[i] = place[i] = i;
            times[i] = CpuRow.Never;
        }
    }

    /// <summary>The earliest time.</summary>
    public long FirstTime => times[heap[0]];

    /// <summary>The CPU of the earliest time; the lowest number among several.</summary>
    public int First => heap[0];

    public void Set(int cpu, long time)
    {
        long old = times[cpu];
        if (old == time)
        {
            return;
        }

        times[cpu] = time;
        if (heap.Length > 1)
        {
            if (time < old)
            {
                Up(place[cpu]);
            }
            else
            {
                Down(place[cpu]);
            }
        }
    }

    private CpuTimes(CpuTimes from)
    {
        heap = from.heap.AsSpan().ToArray();
        place = from.place.AsSpan().ToArray();
        times = from.times.AsSpan().ToArray();
    }

    public CpuTimes Copy() => new(this);

    /// <summary>The time that was set for a CPU.</summary>
    public long Of(int cpu) => times[cpu];

    public void CopyFrom(CpuTimes other)
    {
        other.heap.CopyTo(heap, 0);
        other.place.CopyTo(place, 0);
        other.times.CopyTo(times, 0);
    }

    private bool Before(int a, int b) => times[a] < times[b] || (times[a] == times[b] && a < b);

    private void Up(int i)
    {
        while (i > 0 && Before(heap[i], heap[(i - 1) >> 1]))
        {
            Swap(i, (i - 1) >> 1);
            i = (i - 1) >> 1;
        }
    }

    private void Down(int i)
    {
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= heap.Length)
            {
                return;
            }

            if (child + 1 < heap.Length && Before(heap[child + 1], heap[child]))
            {
                child++;
            }

            if (!Before(heap[child], heap[i]))
            {
                return;
            }

            Swap(i, child);
            i = child;
        }
    }

    private void Swap(int i, int j)
    {
        (heap[i], heap[j]) = (heap[j], heap[i]);
        place[heap[i]] = i;
        place[heap[j]] = j;
    }
}
