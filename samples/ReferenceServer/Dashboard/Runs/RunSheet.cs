using System.Collections.Immutable;
using Enterprise.Governance;

namespace ReferenceServer.Dashboard.Runs;

/// <summary>A run as its page shows it.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="State">Where it stands, as it is stored.</param>
/// <param name="User">For whom it runs.</param>
/// <param name="Org">The user's org.</param>
/// <param name="Tags">Its labels.</param>
/// <param name="Budget">What it has used.</param>
/// <param name="CreatedAt">When it was created; nothing if no process has begun it yet.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
/// <param name="IsManageable">Whether the operator may relabel and cancel it.</param>
public sealed record RunSheet(
    string RunId, string? Title, string State, string? User, string? Org, ImmutableArray<string> Tags, ImmutableArray<BudgetLine> Budget, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, bool IsManageable)
{
    internal bool HasEnded => RunStateExtensions.ParseStoredName(State).IsFinal();
}
