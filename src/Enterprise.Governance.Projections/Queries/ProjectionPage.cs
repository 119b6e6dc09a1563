using System.Collections.Immutable;

namespace Enterprise.Governance.Projections;

/// <summary>Rows of a projection, and how fresh they are. Immutable.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows: one value per column; texts, 64-bit integers, doubles or <see langword="null"/>.</param>
/// <param name="AsOf">The moment whose state the rows show, by the store's clock.</param>
/// <param name="Next">Where the next page begins, or <see langword="null"/> if this is the last.</param>
public sealed record ProjectionPage(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Rows, DateTimeOffset AsOf, string? Next)
{
    /// <summary>Finds a value.</summary>
    /// <param name="row">The index of the row.</param>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? Value(int row, string column) => Columns.IndexOf(column) is >= 0 and int index
        ? Rows[row][index]
        : throw new ArgumentException($"there is no column `{column}`", nameof(column));
}
