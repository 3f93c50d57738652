// Values that are deep, or by sharing large: what is done with them needs no stack and has an end, and says of small ones what it always said.
using System.Text;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class DeepValueTests
{
    private const int Depth = 300_000;

    [Fact]
    public void A_deep_list_is_written_compared_and_found()
    {
        Value a = Deep(Value.Of(1)), b = Deep(Value.Of(1)), other = Deep(Value.Of(2));
        var text = new StringBuilder();
        Assert.True(ValueText.TryAppend(text, a, VmLimits.TextLength));
        Assert.Equal(new string('[', Depth) + "1" + new string(']', Depth), text.ToString());
        Assert.True(Value.AreEqual(a, b));
        Assert.False(Value.AreEqual(a, other));
        Assert.Equal(Written(a), Written(b));
        Assert.NotEqual(Written(a), Written(other));
    }

    [Fact]
    public void A_list_that_is_large_by_sharing_has_an_end()
    {
        Value a = Doubled(60, Value.Of(1)), b = Doubled(60, Value.Of(1)), other = Doubled(60, Value.Of(2));
        Assert.False(ValueText.TryAppend(new StringBuilder(), a, 1000));
        Assert.Equal(50, a.Literal(50).Length);
        Assert.EndsWith("...", a.Literal(50), StringComparison.Ordinal);
        var search = new ValueSearch(10_000);
        search.AreEqual(a, b);
        Assert.True(search.IsOver);
        Assert.InRange(search.Steps, 10_000, 10_100);
        Assert.True(Value.AreEqual(a, a));
        Assert.Equal(Written(a), Written(b));
        Assert.NotEqual(Written(a), Written(other));
    }

    [Fact]
    public void What_is_shared_is_written_as_what_is_not()
    {
        // Each beyond a million elements: the hash that stands for the rest must not depend on who holds whom.
        Value shared = Doubled(21, Value.Of(7)), apart = Doubled(10, Value.Of(7));
        for (int i = 0; i < 11; i++)
        {
            apart = List(apart, Copy(apart, 10 + i));
        }

        Assert.Equal(Written(shared), Written(apart));
    }

    [Theory]
    [InlineData("[]", "[]", true)]
    [InlineData("[1]", "[]", false)]
    [InlineData("[1,[2,t]]", "[1,[2,t]]", true)]
    [InlineData("[1,[2,t]]", "[1,[2,u]]", false)]
    [InlineData("[1,[2]]", "[1,2]", false)]
    [InlineData("[[],[[]]]", "[[],[[]]]", true)]
    [InlineData("[[],[[]]]", "[[],[]]", false)]
    [InlineData("[[1],2]", "[[1],3]", false)]
    public void Lists_are_equal_by_their_elements(string a, string b, bool equal)
    {
        Assert.Equal(equal, Value.AreEqual(Read(a), Read(b)));
        Assert.Equal(equal, Written(Read(a)).SequenceEqual(Written(Read(b))));
        Assert.Equal(a.Replace(",", ", ", StringComparison.Ordinal), Read(a).Display().Replace("\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_search_says_what_a_small_one_does()
    {
        var random = new Random(5);
        for (int i = 0; i < 20; i++)
        {
            var text = new char[40_000];
            for (int k = 0; k < text.Length; k++)
            {
                text[k] = random.Next(50) == 0 ? 'b' : 'a';
            }

            char[] part = text.AsSpan(random.Next(20_000), 15_000).ToArray();
            part[random.Next(part.Length)] = i % 2 == 0 ? 'c' : 'a';
            var search = new ValueSearch(long.MaxValue);
            Assert.Equal(new string(text).Contains(new string(part), StringComparison.Ordinal), search.Contains(text, part));
        }
    }

    private static Value List(params Value[] items) => Value.Of(ListValue.Of(items));

    private static Value Deep(Value inner)
    {
        for (int i = 0; i < Depth; i++)
        {
            inner = List(inner);
        }

        return inner;
    }

    private static Value Doubled(int times, Value inner)
    {
        for (int i = 0; i < times; i++)
        {
            inner = List(inner, inner);
        }

        return inner;
    }

    private static Value Copy(Value value, int depth) => depth == 0 ? value : List(Copy(value.List[0], Math.Min(depth - 1, 3)), value.List[1]);

    /// <summary>"[1,[t]]" as a value.</summary>
    private static Value Read(string text)
    {
        var open = new Stack<List<Value>>([[]]);
        foreach (char c in text)
        {
            if (c == '[')
            {
                open.Push([]);
            }
            else if (c == ']')
            {
                List<Value> done = open.Pop();
                open.Peek().Add(List([.. done]));
            }
            else if (c != ',')
            {
                open.Peek().Add(char.IsAsciiDigit(c) ? Value.Of(c - '0') : Value.Of(c.ToString()));
            }
        }

        return open.Peek()[0];
    }

    private static List<(long Number, string? Text)> Written(Value value)
    {
        var writer = new ListWriter();
        value.WriteState(writer, "value");
        return writer.Fields;
    }

    private sealed class ListWriter : StateWriter
    {
        public List<(long, string?)> Fields { get; } = [];

        public override void Write(string field, long value) => Fields.Add((value, null));

        public override void Write(string field, string? value) => Fields.Add((0, value));
    }
}
