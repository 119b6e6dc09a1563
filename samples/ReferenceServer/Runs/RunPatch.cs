using System.Collections.Immutable;
using Enterprise.Governance;

namespace ReferenceServer.Runs;

/// <summary>The body of <c>PATCH /runs/{run_id}</c>, a JSON merge patch (RFC 7396): what is absent stays, and <see langword="null"/> clears.</summary>
internal sealed class RunPatch
{
    private bool _changesTitle, _changesTags;

    /// <summary>Gets or sets the title, 1 to 200 characters.</summary>
    public string? Title
    {
        get;
        set => (field, _changesTitle) = (value, true);
    }

    /// <summary>Gets or sets the labels, at most 20 of 1 to 50 characters.</summary>
    public ImmutableArray<string>? Tags
    {
        get;
        set => (field, _changesTags) = (value, true);
    }

    /// <summary>Says what is wrong with it, by field; nothing if it is sound.</summary>
    internal Dictionary<string, string[]> Problems()
    {
        Dictionary<string, string[]> problems = [];
        if (!_changesTitle && !_changesTags)
            problems["title"] = ["is missing, and so is `tags`; give one of them"];
        RunLabels.Check(Title, Tags, problems);
        return problems;
    }

    internal RunUpdate ToUpdate()
    {
        RunUpdate update = new() { Tags = _changesTags ? Tags ?? [] : null };
        return _changesTitle ? update with { Title = Title } : update;
    }
}
