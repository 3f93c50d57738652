// The CPUs by their next event against a search.
namespace KScript.Kernel.Tests;

public class CpuTimesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void The_first_is_the_earliest_and_of_several_the_lowest(int cpus)
    {
        var random = new Random(cpus);
        var times = new CpuTimes(cpus);
        long[] model = [.. Enumerable.Repeat(CpuRow.Never, cpus)];
        for (int round = 0; round < 2000; round++)
        {
            int cpu = random.Next(cpus);
            model[cpu] = random.Next(4) == 0 ? CpuRow.Never : random.Next(10);
            times.Set(cpu, model[cpu]);
            if (round % 100 == 50)
            {
                var copy = new CpuTimes(cpus);
                copy.CopyFrom(times);
                times = copy;
            }

            Assert.Equal(model.Min(), times.FirstTime);
            Assert.Equal(Array.IndexOf(model, model.Min()), times.First);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1024)]
    public void A_set_gives_its_members_in_order(int cpus)
    {
        var random = new Random(cpus);
        var set = new CpuSet(cpus);
        var model = new SortedSet<int>();
        for (int round = 0; round < 500; round++)
        {
            int cpu = random.Next(cpus);
            if (random.Next(2) == 0)
            {
                set.Add(cpu);
                model.Add(cpu);
            }
            else
            {
                set.Remove(cpu);
                model.Remove(cpu);
            }

            var copy = new CpuSet(cpus);
            copy.CopyFrom(set);
            var members = new List<int>();
            for (int member = copy.Next(0); member >= 0; member = copy.Next(member + 1))
            {
                members.Add(member);
            }

            Assert.Equal(model, members);
            Assert.Equal(model.Count == 0 ? -1 : model.Min, copy.Lowest());
        }
    }
}
