using System.Collections.Immutable;

namespace Enterprise.Governance;

/// <summary>What titles and tags may be, for new runs and for those that are relabelled.</summary>
internal static class RunLabels
{
    private const int MaxTitleLength = 500;

    internal static void Require(string? title, ImmutableArray<string> tags, string parameter)
    {
        if (title?.Length > MaxTitleLength)
            throw new ArgumentException($"the title has {title.Length} characters; at most {MaxTitleLength} are allowed", parameter);
        foreach (string tag in tags)
            GovernanceIdentifier.Require(tag, "Tags");
    }
}
