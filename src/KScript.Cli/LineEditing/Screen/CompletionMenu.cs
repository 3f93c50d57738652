// The list that Tab opens: what may stand here, in columns with a line about each, going round with Tab. Down a
// column first, as ls does.
namespace KScript.Cli.LineEditing;

internal sealed class CompletionMenu(Completions completions)
{
    private const int Gap = 2;
    private const int NarrowestDescription = 10;
    private const int MostColumnsWithDescriptions = 3;

    private int firstRow;
    private int rowsOfGrid = 1;

    public Completions Completions { get; } = completions;

    /// <summary>The chosen candidate; -1: none yet.</summary>
    public int Chosen { get; private set; } = -1;

    public Candidate? Candidate => Chosen < 0 ? null : Completions.Candidates[Chosen];

    private int Count => Completions.Candidates.Count;

    /// <summary>To the next candidate, or by -1 to the one before, round and round.</summary>
    public void Cycle(int step) => Chosen = Chosen < 0 ? (step > 0 ? 0 : Count - 1) : (Chosen + step + Count) % Count;

    /// <summary>To the next column, or by -1 to the one before, if there is one.</summary>
    public void MoveColumn(int step)
    {
        int target = Chosen + (step * rowsOfGrid);
        Chosen = target >= 0 && target < Count ? target : Chosen;
    }

    /// <summary>The rows of the list, with the chosen candidate among them.</summary>
    /// <param name="columns">The width of the screen.</param>
    /// <param name="room">How many rows there are; 1 at least.</param>
    public List<FrameRow> Rows(int columns, int room)
    {
        int names = Math.Min(columns, Completions.Candidates.Max(c => Clusters.WidthOf(c.Display)));
        int texts = Math.Min(columns - names - Gap, Completions.Candidates.Max(c => Clusters.WidthOf(c.Description)));
        int described = names + Gap + texts;
        rowsOfGrid = RowsNeeded(columns, described, MostColumnsWithDescriptions);
        if (texts >= Math.Min(NarrowestDescription, Completions.Candidates.Max(c => c.Description.Length)) && texts > 0 && rowsOfGrid <= room)
        {
            return Grid(0, rowsOfGrid, names, described);
        }

        // Too many to describe each: the names, and below them a line about the chosen one.
        rowsOfGrid = RowsNeeded(columns, names, Count);
        bool hasStatus = room > 1 && (texts > 0 || rowsOfGrid > room);
        int height = Math.Min(rowsOfGrid, hasStatus ? room - 1 : room);
        int chosenRow = Math.Max(0, Chosen) % rowsOfGrid;
        firstRow = Math.Clamp(firstRow, Math.Max(0, chosenRow - height + 1), Math.Min(chosenRow, rowsOfGrid - height));
        var rows = Grid(firstRow, height, names, names);
        if (hasStatus)
        {
            rows.Add(Status(columns, height));
        }

        return rows;
    }

    private int RowsNeeded(int columns, int cell, int mostColumns)
    {
        int perRow = Math.Clamp((columns + Gap) / (cell + Gap), 1, mostColumns);
        return (Count + perRow - 1) / perRow;
    }

    private List<FrameRow> Grid(int first, int height, int names, int cell) =>
        [.. Enumerable.Range(first, height).Select(row => RowOf(row, cell, names))];

    private FrameRow Status(int columns, int height)
    {
        string about = Candidate?.Description ?? "";
        string text = about.Length > 0 || height == rowsOfGrid ? about : $"rows {firstRow + 1}-{firstRow + height} of {rowsOfGrid}";
        var status = new FrameRow();
        status.Add(text, Face.Status, columns);
        return status;
    }

    private FrameRow RowOf(int index, int cell, int names)
    {
        var row = new FrameRow();
        for (int i = index, column = 0; i < Count; i += rowsOfGrid, column += cell + Gap)
        {
            var candidate = Completions.Candidates[i];
            row.Pad(column, Face.Text);
            row.Add(candidate.Display, i == Chosen ? Face.Chosen : Face.Candidate, names);
            if (cell > names && candidate.Description.Length > 0)
            {
                row.Pad(column + names + Gap, Face.Text);
                row.Add(candidate.Description, i == Chosen ? Face.Chosen : Face.Description, cell - names - Gap);
            }
        }

        return row;
    }
}
