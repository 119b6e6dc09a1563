using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Projections;
using ReferenceServer.Runs;

namespace ReferenceServer.Dashboard.Runs;

/// <summary>A run in the table.</summary>
public sealed record RunListItem(string RunId, string? Title, string State, string? User, ImmutableArray<string> Tags, ImmutableArray<BudgetLine> Budget, long Events, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static RunListItem Of(ProjectionPage page, int i, CostLimits limits)
    {
        RunRow row = RunRow.Of(page, i);
        return new RunListItem(row.RunId, row.Title, row.State, row.User, [.. row.Tags.EnumerateArray().Select(static tag => tag.GetString()!)], BudgetLine.Of(row.Budget, limits), row.LastSeq, Time(row.CreatedAt), Time(row.UpdatedAt));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>A page of the table.</summary>
/// <param name="AsOf">The moment that it shows.</param>
/// <param name="Runs">The runs, newest first.</param>
/// <param name="Next">The cursor of the next page, if there is one.</param>
public sealed record RunListPage(DateTimeOffset AsOf, ImmutableArray<RunListItem> Runs, string? Next);

/// <summary>Which runs to show.</summary>
/// <param name="Text">Part of the title.</param>
/// <param name="State">The state.</param>
/// <param name="Tag">A label.</param>
/// <param name="IsMine">Only the operator's own.</param>
public sealed record RunFilter(string? Text, string? State, string? Tag, bool IsMine)
{
    internal bool IsEmpty => Text is null && State is null && Tag is null && !IsMine;
}
