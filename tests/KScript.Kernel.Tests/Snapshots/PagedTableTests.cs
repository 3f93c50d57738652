// A paged table against a plain array: writes, copies, restores and hashes in random order.
namespace KScript.Kernel.Tests;

public class PagedTableTests
{
    private readonly struct SumHasher(PagedTable<int> table) : IRowHasher
    {
        public ulong Hash(int index) => (ulong)table[index] * (ulong)(index + 1) * 0x9E3779B97F4A7C15;
    }

    private sealed class Pair
    {
        public PagedTable<int> Table = new();
        public int[] Model = new int[500];

        public void Check()
        {
            ulong expected = 0;
            for (int i = 0; i < Model.Length; i++)
            {
                Assert.Equal(Model[i], Table.Get(i));
                expected += (ulong)Model[i] * (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            }

            Assert.Equal(expected, Table.Hash(new SumHasher(Table)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Behaves_as_an_array_that_is_copied(int seed)
    {
        var random = new Random(seed);
        var all = new List<Pair> { new() };
        for (int round = 0; round < 3000; round++)
        {
            Pair pair = all[random.Next(all.Count)];
            switch (random.Next(12))
            {
                case 0 when all.Count < 8:
                    all.Add(new Pair { Table = Shared(pair.Table), Model = (int[])pair.Model.Clone() });
                    break;
                case 1:
                    Pair from = all[random.Next(all.Count)];
                    if (from != pair)
                    {
                        pair.Table.ShareFrom(from.Table);
                        pair.Model = (int[])from.Model.Clone();
                    }

                    break;
                case 2:
                    pair.Check();
                    break;
                default:
                    int index = random.Next(random.Next(2) == 0 ? 70 : 500);
                    pair.Table.Write(index) = pair.Model[index] = random.Next();
                    break;
            }
        }

        all.ForEach(static p => p.Check());
    }

    private static PagedTable<int> Shared(PagedTable<int> table)
    {
        var copy = new PagedTable<int>();
        copy.ShareFrom(table);
        return copy;
    }

    [Fact]
    public void A_hash_of_another_epoch_does_not_hold()
    {
        var table = new PagedTable<int>();
        table.Write(3) = 1;
        ulong one = table.Hash(new SumHasher(table), epoch: 5);
        PagedTable<int> copy = Shared(table);
        Assert.Equal(one, copy.Hash(new SumHasher(copy), epoch: 6));
        Assert.Equal(one, table.Hash(new SumHasher(table), epoch: 5));
    }

    [Fact]
    public void Rows_beyond_the_last_write_read_as_default()
    {
        var table = new PagedTable<int>();
        Assert.Equal(0, table.Get(1_000_000));
        Assert.Equal(0, table.Capacity);
        table.Write(64) = 7;
        Assert.Equal(128, table.Capacity);
        Assert.Equal((0, 7, 0), (table[63], table[64], table.Get(128)));
    }
}
