using System.Collections.Immutable;

namespace ReferenceServer.Runs;

/// <summary>What titles and tags may be.</summary>
internal static class RunLabels
{
    private const int MaxTitle = 200, MaxTags = 20, MaxTag = 50;

    /// <summary>Adds what is wrong with them, by field.</summary>
    internal static void Check(string? title, ImmutableArray<string>? tags, Dictionary<string, string[]> problems)
    {
        if (title is { Length: 0 or > MaxTitle })
            problems["title"] = [$"must have 1 to {MaxTitle} characters"];
        if (tags is { } all && (all.Length > MaxTags || all.Any(static tag => tag is not { Length: > 0 and <= MaxTag } || tag.Any(char.IsControl))))
            problems["tags"] = [$"must be at most {MaxTags} texts of 1 to {MaxTag} characters, without control characters"];
    }
}
