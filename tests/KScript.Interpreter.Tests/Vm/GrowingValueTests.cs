// Texts and lists that grow by a little share memory and stay values: whoever holds one sees what it was, and growing costs what is added.
using KScript.Interpreter.Vm;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class GrowingValueTests
{
    private const int Few = 2_000;

    [Fact]
    public void Each_text_stays_what_it_was_whoever_goes_on_from_it()
    {
        var random = new Random(1);
        var model = new List<string> { new('a', GrowingText.Threshold - 3) };
        var texts = new List<Value> { Value.Of(model[0]) };
        for (int i = 0; i < 400; i++)
        {
            int from = random.Next(texts.Count);
            int behind = random.Next(10) == 0 ? random.Next(texts.Count) : -1;
            string more = behind >= 0 ? model[behind] : i % 3 == 0 ? "😀" : i % 3 == 1 ? "é" : "";
            model.Add(model[from].Length + more.Length < 5_000 ? model[from] + more : more);
            texts.Add(model[from].Length + more.Length < 5_000 ? Value.Join(texts[from], behind >= 0 ? texts[behind] : Value.Of(more), out _) : Value.Of(more));
        }

        for (int i = 0; i < texts.Count; i++)
        {
            Assert.Equal((model[i], ValueKind.Text), (texts[i].Text, texts[i].Kind));
            Assert.Equal((Texts.Length(model[i]), model[i].Length > 0), (texts[i].CharacterCount, texts[i].IsTrue));
            Assert.True(Value.AreEqual(texts[i], Value.Of(model[i])) && !Value.AreEqual(texts[i], Value.Of(model[i] + "!")));
        }
    }

    [Fact]
    public void Halves_of_a_character_that_meet_are_one_character()
    {
        Value half = Value.Join(Value.Of(new string('a', GrowingText.Threshold)), Value.Of("\ud83d"), out _);
        Assert.Equal(GrowingText.Threshold + 1, half.CharacterCount);
        Assert.Equal(GrowingText.Threshold + 1, Value.Join(half, Value.Of("\ude00"), out _).CharacterCount);
    }

    [Fact]
    public void Each_list_stays_what_it_was_whoever_goes_on_from_it()
    {
        var random = new Random(1);
        var model = new List<long[]> { Array.Empty<long>() };
        var lists = new List<ListValue> { ListValue.Of(Array.Empty<long>()) };
        for (int i = 0; i < 600; i++)
        {
            int from = random.Next(2) == 0 ? lists.Count - 1 : random.Next(lists.Count);
            lists[from].Share();
            long[] next = [.. model[from], i];
            ListValue list = lists[from].With(Value.Of(i), out _);
            if (i % 5 == 0)
            {
                list = list.Writable();
                list.Set(0, Value.Of(-i));
                next[0] = -i;
            }

            model.Add(next);
            lists.Add(list);
        }

        Assert.Equal(model, lists.Select(list => list.ToNumbers()));
    }

    [Fact]
    public void A_text_that_grows_by_a_character_costs_that_character() => GrowsLinearly(n =>
    {
        Value text = Value.Of("");
        for (int i = 0; i < n; i++)
        {
            text = Value.Join(text, Value.Of("x"), out _);
        }

        Assert.Equal(n, text.CharacterCount);
    });

    [Fact]
    public void A_shared_list_that_grows_by_an_element_costs_that_element() => GrowsLinearly(n =>
    {
        ListValue list = ListValue.Empty;
        for (int i = 0; i < n; i++)
        {
            list = list.With(Value.Of(i), out _);
            list.Share();
        }

        Assert.Equal(n, list.Count);
    });

    /// <summary>Memory that is written, which is a number and no time: four times as much work, less than six times as much; copies would be sixteen.</summary>
    private static void GrowsLinearly(Action<int> work)
    {
        work(10);
        long few = Allocated(work, Few);
        long many = Allocated(work, 4 * Few);
        Assert.True(many < 6 * few, $"{few} bytes for {Few}, {many} for four times as many");
    }

    private static long Allocated(Action<int> work, int n)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work(n);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
