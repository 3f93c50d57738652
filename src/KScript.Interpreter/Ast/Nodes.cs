// The syntax tree: what Parsing builds and Compiling reads. Plain data, with the span of each node in the source. What a node
// is made of is said once, by its Children; who walks over the tree and has nothing to say about a node goes on with those.
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Ast;

/// <summary>A node of the tree.</summary>
internal abstract class Node(Span span)
{
    /// <summary>Where it stands.</summary>
    public Span Span { get; } = span;

    /// <summary>
    /// The nodes directly below it that are executed where it stands, in the order of the source. Blocks that run later or elsewhere
    /// (handlers, atexit, functions) are not among them: they are bodies of their own.
    /// </summary>
    public abstract IEnumerable<Node> Children { get; }

    /// <summary>It and all that is below it, from top to bottom.</summary>
    public IEnumerable<Node> Tree()
    {
        // The next one is the last of the list.
        var next = new List<Node> { this };
        while (next.Count > 0)
        {
            Node node = next[^1];
            next.RemoveAt(next.Count - 1);
            yield return node;
            int kept = next.Count;
            next.AddRange(node.Children);
            next.Reverse(kept, next.Count - kept);
        }
    }

    /// <summary>Those that are there.</summary>
    private protected static IEnumerable<Node> Those(Node? first, Node? second = null)
        => (first, second) switch
        {
            (null, null) => [],
            (null, { } b) => [b],
            ({ } a, null) => [a],
            ({ } a, { } b) => [a, b],
        };
}

/// <summary>A name where it is declared or used.</summary>
internal sealed record Identifier(string Name, Span Span);

/// <summary>{ … }</summary>
internal sealed class Block(Span span, List<Stmt> statements) : Node(span)
{
    public List<Stmt> Statements { get; } = statements;
    public override IEnumerable<Node> Children => Statements;
}

/// <summary>A whole file.</summary>
internal sealed class ScriptFile(Span span, List<Stmt> statements) : Node(span)
{
    public List<Stmt> Statements { get; } = statements;
    public override IEnumerable<Node> Children => Statements;
}
